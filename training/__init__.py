"""How the shipped models were made. Not part of the installed product."""
