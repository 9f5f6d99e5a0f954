"""Ask documents a question: cited answers, or an honest "the documents do not say"."""
