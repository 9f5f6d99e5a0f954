"""Sentences that are the answer by their place or their form, whatever the reader says.

They open a section whose heading asks the question, or they tell what it asks the meaning of: "A virtual
package is a generic name …", where the reader prefers the name of one such package.
"""

from collections.abc import Collection, Sequence

from index.sentences import sentence_spans
from rag.answers import Evidence
from rag.definitions import asked_term, defines
from rag.headings import asked_headings, is_question
from rag.retrieval import ReadPassage
from rag.similarity import Similarity

SAME_QUESTION = 0.85
"""A heading as near to the question as this asks the same; what opens its section is told together.

"Reset" and "change my password" are .86 apart, "ship to Japan" and "ship abroad" .72.
"""

Place = tuple[int, int]
"""A sentence: the id of its chunk, and where it begins there."""


def openings(question: str, passages: Sequence[ReadPassage], *, similarity: Similarity) -> frozenset[Place]:
    """Return the sentences that open a section whose heading asks the question.

    Args:
        question: The question that stands alone.
        passages: What was read, best first.
        similarity: Compares headings with the question.
    """
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


def definitions(question: str, passages: Sequence[ReadPassage]) -> frozenset[Place]:
    """Return the sentences that tell what the question asks the meaning of."""
    term = asked_term(question)
    return frozenset(
        (passage.chunk.chunk_id, start)
        for passage in (passages if term else ())
        for start, end in sentence_spans(passage.chunk.text)
        if defines(term, passage.chunk.text[start:end]) and not is_question(passage.chunk.text, start, end)
    )


def is_among(evidence: Evidence, places: Collection[Place]) -> bool:
    """Say whether an answer begins in one of some sentences."""
    chunk = evidence.passage.chunk
    return any(
        (chunk.chunk_id, start) in places
        for start, end in sentence_spans(chunk.text)
        if start <= evidence.start < end
    )
