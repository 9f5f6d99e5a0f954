"""Answers that a language model words, under the same rules: every statement is checked before it counts.

The reader stays in charge of what is searched, of whether there is an answer, and of every citation. Nothing
here imports LangChain before a model is opened.
"""
