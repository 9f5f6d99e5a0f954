"""The paragraphs that rows of question answering sets bring along: each one a document."""

from collections import Counter
from dataclasses import replace

from evals.types import Question, SourceText


class Contexts:
    """Collects distinct paragraphs and names each ``title#n``, n counting from 0 within its title."""

    def __init__(self) -> None:
        self._sources: dict[str, str] = {}
        self._documents: list[SourceText] = []
        self._numbers: Counter[str] = Counter()

    def attach(self, question: Question, context: str, *, title: str) -> Question:
        """Return the question with its paragraph as the source, at grade 0 where that holds no answer."""
        return replace(question, sources={self._source(context, title): int(question.answerable)})

    @property
    def documents(self) -> tuple[SourceText, ...]:
        """Every paragraph seen, in order of first appearance."""
        return tuple(self._documents)

    def _source(self, context: str, title: str) -> str:
        if context not in self._sources:
            source = f"{title or 'context'}#{self._numbers[title]}"
            self._numbers[title] += 1
            self._sources[context] = source
            self._documents.append(SourceText(source, context, title.replace("_", " ") or None))
        return self._sources[context]
