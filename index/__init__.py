"""Files in, ranked passages out: a complete small search engine."""
