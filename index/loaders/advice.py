"""What to do about a file that can't be read, in words that several refusals share."""

SAVE_ANEW = "get it anew, or open it in its program and save it again"
NOTHING_TO_ADD = "there is nothing in it to add"
PRINT_TO_PDF = "if it holds pictures of text, save it as PDF and add that"
"""Whose pages are read from their pictures where nothing else is in them."""
