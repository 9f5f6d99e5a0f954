"""Every way in: the command line, the terminal chat and the web page."""
