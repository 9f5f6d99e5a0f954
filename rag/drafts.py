"""From checked excerpts to the wording of an answer and the claims it makes."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.citations import Excerpt
from rag.types import Citation, Claim


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer without what surrounds it; empty where nothing could be said."""

    text: str = ""
    short: str = ""
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()


def agreeing(excerpts: Sequence[Excerpt]) -> Draft:
    """Return the words of the first excerpt, resting on all of them: they say the same."""
    if not excerpts:
        return Draft()
    first = excerpts[0]
    citations = tuple(excerpt.citation for excerpt in excerpts)
    claim = Claim(0, len(first.text), tuple(citation.marker for citation in citations), supported=True)
    return Draft(first.text, first.short, (claim,), citations)


def joined(excerpts: Sequence[Excerpt]) -> Draft:
    """Return the words of all excerpts, one after the other, each resting on its own citation."""
    text = ""
    claims = []
    for excerpt in excerpts:
        start = len(text) + 1 if text else 0
        text = f"{text} {excerpt.text}" if text else excerpt.text
        claims.append(Claim(start, len(text), (excerpt.citation.marker,), supported=True))
    return Draft(text, "", tuple(claims), tuple(excerpt.citation for excerpt in excerpts))
