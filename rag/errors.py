"""Everything that can go wrong here.

    RagError
    ├── QuestionError             empty, or far too long to be a question
    ├── OptionError               an option's value can't be used
    ├── ModelError                a model's file is missing or damaged
    └── LanguageModelError        a language model gave no usable reply; the answer is then quoted instead

Errors of the index (``index.errors``) pass through unchanged. "Not in the documents" is an answer, not an
error.
"""


class RagError(Exception):
    """Base of all errors of this package."""


class QuestionError(RagError):
    """The question is empty or too long."""


class OptionError(RagError):
    """An option has a value that can't be used."""


class ModelError(RagError):
    """The reader's files are missing or damaged."""


class LanguageModelError(RagError):
    """A language model can't be asked or gave no usable reply: one line says why."""
