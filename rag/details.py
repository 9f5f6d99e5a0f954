"""What a question says of the thing that it asks after, and sentences that say otherwise."""

from dataclasses import dataclass
from functools import lru_cache

from index.sentences import sentence_spans
from index.spans import Span
from rag.numbered import Numbers
from rag.qualified import Qualifiers


@dataclass(frozen=True, slots=True)
class Details:
    """The details of a question by which one thing is told from another."""

    numbers: Numbers
    qualifiers: Qualifiers

    @classmethod
    def of(cls, question: str) -> "Details":
        """Return those of a question."""
        return cls(Numbers.of(question), Qualifiers.of(question))

    def differ_at(self, text: str, start: int, *, header: str) -> bool:
        """Say whether the sentence at ``start`` speaks of another thing than the question.

        That is so if it has another detail where neither it, nor the sentence before it, nor the passage's
        header has the one that was asked for.

        Args:
            text: Of a passage.
            start: Of an answer in it.
            header: What the passage is read behind.
        """
        if not (self.numbers or self.qualifiers):
            return False
        spans = _sentences(text)
        at = next((i for i, (first, last) in enumerate(spans) if first <= start < last), None)
        first, last = (0, len(text)) if at is None else spans[at]
        sentence = text[first:last]
        near = f"{header} {text[spans[at - 1][0] if at else first : last]}"
        return self.numbers.differ_in(sentence, near=near) or self.qualifiers.differ_in(sentence, near=near)


@lru_cache(maxsize=64)
def _sentences(text: str) -> tuple[Span, ...]:
    """Every answer of a passage is looked at."""
    return tuple(sentence_spans(text))
