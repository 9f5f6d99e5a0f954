"""Everything that can go wrong here.

    EvalError
    ├── DataError            questions, judgements or a run that can't be read: named by line and reason
    ├── UnknownMetricError   a gate names a metric that isn't measured
    ├── GateError            a gate that can't be meant, such as a drop without a baseline
    └── RunError             a run that can't be written, continued or compared

Errors of the answerer (``rag.errors``, ``index.errors``) are kept with the question they met, unless every
question would meet them.
"""


class EvalError(Exception):
    """Base of all errors of this package."""


class DataError(EvalError):
    """Questions, judgements or rows can't be read."""


class UnknownMetricError(EvalError):
    """No metric has that name, or none of the questions gives it a value."""


class GateError(EvalError):
    """A gate isn't written as METRIC=NUMBER, or asks for what can't be."""


class RunError(EvalError):
    """A run can't be written, continued or compared."""
