"""Sentences that are the answer by their place or their form, whatever the reader says.

They open a section whose heading asks the question, or they tell what it asks the meaning of: "A virtual
package is a generic name …", where the reader prefers the name of one such package.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.sentences import sentence_at, sentence_spans
from rag.answers import Evidence
from rag.definitions import asked_term, defines
from rag.headings import asked_headings, is_question
from rag.retrieval import ReadPassage
from rag.similarity import Similarity

SAME_QUESTION = 0.85
"""A heading as near to the question as this asks the same; what opens its section is told together.

How do I "reset" and how do I "change my password": .86. Do you "ship to Japan" and do you "ship abroad": .72.
"""

Place = tuple[int, int]
"""A sentence: the id of its chunk, and where it begins there."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The sentences that answer a question by their place or their form."""

    openings: frozenset[Place]
    """Below a heading that asks it."""
    definitions: frozenset[Place]
    """Of what it asks the meaning of."""

    def __bool__(self) -> bool:
        return bool(self.openings or self.definitions)

    def __contains__(self, place: Place) -> bool:
        return place in self.openings or place in self.definitions

    def answers(self, evidence: Evidence) -> bool:
        """Say whether an answer begins in one of the sentences."""
        sentence = sentence_at(evidence.passage.chunk.text, evidence.start)
        return sentence is not None and (evidence.passage.chunk.chunk_id, sentence[0]) in self


def settle(question: str, passages: Sequence[ReadPassage], *, similarity: Similarity) -> Settled:
    """Return the sentences of some passages that answer a question by their place or their form.

    Args:
        question: The question that stands alone.
        passages: What was read, best first.
        similarity: Compares headings with the question.
    """
    return Settled(_openings(question, passages, similarity=similarity), _definitions(question, passages))


def _openings(question: str, passages: Sequence[ReadPassage], *, similarity: Similarity) -> frozenset[Place]:
    headings = [
        (passage.chunk.chunk_id, heading)
        for passage in passages
        for heading in asked_headings(passage.chunk.text)
    ]
    asked = list(dict.fromkeys(each for _, heading in headings for each in heading.questions))
    near = dict(zip(asked, similarity(question, asked), strict=True)) if asked else {}
    return frozenset(
        (chunk_id, start)
        for chunk_id, heading in headings
        if max(near[each] for each in heading.questions) >= SAME_QUESTION
        for start, _ in heading.opening
    )


def _definitions(question: str, passages: Sequence[ReadPassage]) -> frozenset[Place]:
    term = asked_term(question)
    return frozenset(
        (passage.chunk.chunk_id, start)
        for passage in (passages if term else ())
        for start, end in sentence_spans(passage.chunk.text)
        if defines(term, passage.chunk.text[start:end]) and not is_question(passage.chunk.text, start, end)
    )
