"""One file a format; ``load`` picks the one that reads a path."""
