"""Sentences that are the answer by their place or their form, whatever the reader says.

They open a section whose heading asks the question, or they tell what it asks the meaning of: "A virtual
package is a generic name …", where the reader prefers the name of one such package.
"""

from collections.abc import Collection, Iterator, Sequence

from index.sentences import sentence_spans
from rag.answers import Evidence
from rag.definitions import asked_term, defines
from rag.headings import asked_headings, is_question
from rag.retrieval import ReadPassage
from rag.similarity import Similarity

SAME_QUESTION = 0.9
"""A heading as near to the question as this asks the same; what opens its section is told together."""

Place = tuple[int, int]
"""A sentence: the id of its chunk, and where it begins there."""


def nearness_of_headings(
    question: str, passages: Sequence[ReadPassage], *, similarity: Similarity
) -> dict[Place, float]:
    """Return how near headings that ask something are to a question.

    Args:
        question: The question that stands alone.
        passages: What was read, best first.
        similarity: Compares the headings with the question.

    Returns:
        A value, -1 to 1, for each sentence that opens a section below such a heading.
    """
    openings = [
        (passage.chunk.chunk_id, heading)
        for passage in passages
        for heading in asked_headings(passage.chunk.text)
    ]
    asked = list(dict.fromkeys(each for _, heading in openings for each in heading.questions))
    near = dict(zip(asked, similarity(question, asked), strict=True)) if asked else {}
    return {
        (chunk_id, start): max(near[each] for each in heading.questions)
        for chunk_id, heading in openings
        for start, _ in heading.opening
    }


def settling(question: str, passages: Sequence[ReadPassage], *, similarity: Similarity) -> frozenset[Place]:
    """Return the sentences that open a section below the question, or tell what it asks the meaning of.

    Args:
        question: The question that stands alone.
        passages: What was read, best first.
        similarity: Compares headings with the question.
    """
    near_above = nearness_of_headings(question, passages, similarity=similarity)
    below = (place for place, nearness in near_above.items() if nearness >= SAME_QUESTION)
    return frozenset((*below, *definitions(question, passages)))


def is_among(evidence: Evidence, places: Collection[Place]) -> bool:
    """Say whether an answer begins in one of some sentences."""
    chunk = evidence.passage.chunk
    return any(
        (chunk.chunk_id, start) in places
        for start, end in sentence_spans(chunk.text)
        if start <= evidence.start < end
    )


def definitions(question: str, passages: Sequence[ReadPassage]) -> Iterator[Place]:
    """Yield the sentences that tell what the question asks the meaning of."""
    term = asked_term(question)
    for passage in passages if term else ():
        text = passage.chunk.text
        for start, end in sentence_spans(text):
            if defines(term, text[start:end]) and not is_question(text, start, end):
                yield passage.chunk.chunk_id, start
