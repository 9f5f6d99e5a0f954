"""From checked excerpts to the wording of an answer and the claims it makes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

from rag.citations import Excerpt
from rag.prompts import DISAGREEMENT
from rag.reckoning import as_written
from rag.types import Citation, Claim, Version


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer without what surrounds it; empty where nothing could be said."""

    text: str = ""
    short: str = ""
    claims: tuple[Claim, ...] = ()
    citations: tuple[Citation, ...] = ()
    versions: tuple[Version, ...] = ()


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


def side_by_side(groups: Sequence[Sequence[Excerpt]]) -> Draft:
    """Return what documents that disagree say, each statement behind its document's title and date.

    Args:
        groups: The excerpts of each version, in the order in which the versions are to stand; none is empty.
    """
    markers = count(1)
    text = DISAGREEMENT
    versions, claims, citations = [], [], []
    for group in groups:
        cited = [replace(excerpt.citation, marker=next(markers)) for excerpt in group]
        numbers = tuple(citation.marker for citation in cited)
        published = max((citation.published or "" for citation in cited), default="") or None
        text += f"\n{_origin(cited[0])}: "
        start, text = len(text), text + group[0].text
        versions.append(Version(group[0].short, published, start, len(text), numbers))
        claims.append(Claim(start, len(text), numbers, supported=True))
        citations += cited
    short = "; ".join(version.short for version in versions)
    return Draft(text, short, tuple(claims), tuple(citations), tuple(versions))


def _origin(citation: Citation) -> str:
    name = citation.title or citation.source
    return f"{name} ({as_written(citation.published)})" if citation.published else name
