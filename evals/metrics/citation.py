"""Whether the cited words carry what the answer says, and whether each citation is needed.

Gao et al. 2023, Enabling Large Language Models to Generate Text with Citations (ALCE), section 4: a
statement is recalled where its citations together support it; a citation is precise where its statement is
recalled and the citation either supports it alone or is needed by the others.
"""

from collections.abc import Callable, Sequence

from evals.metrics.text import contains_any
from rag.types import Answer, Citation

Judge = Callable[[str, str], bool]
"""(cited words, statement) -> whether the words support the statement."""


QuoteReader = Callable[[Citation], str | None]
"""Returns what stands in the cited document from ``start`` to ``end``; None where that can't be looked up."""


def answer_in_quote(answers: Sequence[str]) -> Judge:
    """Return the judge that needs no model: words support a statement if they hold one of the right answers.

    It measures whether a reader finds the right answer where the citation points; sentences that add
    something else count as unsupported. Give a judge of your own for answers of several sentences.
    """
    return lambda cited, _statement: contains_any(cited, answers)


def citation_recall(answer: Answer, judge: Judge) -> float | None:
    """Return the share of claims that their citations support; None where nothing is claimed."""
    if not answer.claims:
        return None
    return sum(_recalled(answer, judge)) / len(answer.claims)


def citation_precision(answer: Answer, judge: Judge) -> float | None:
    """Return the share of citations, counted with each claim they stand behind, that are right and needed.

    None where nothing is claimed; 0 where there are claims but no citation.
    """
    if not answer.claims:
        return None
    precise = total = 0
    for claim, recalled in zip(answer.claims, _recalled(answer, judge), strict=True):
        quotes = _quotes(answer, claim.markers)
        total += len(quotes)
        if recalled:
            statement = answer.text[claim.start : claim.end]
            precise += sum(_needed(at, quotes, statement, judge) for at in range(len(quotes)))
    return precise / total if total else 0.0


def quote_exact(citations: Sequence[Citation], read: QuoteReader) -> float | None:
    """Return the share of quotes that stand in their document where they say; None if no quote is known."""
    found = [(citation.quote, read(citation)) for citation in citations]
    known = [quote != "" and quote == words for quote, words in found if words is not None]
    return sum(known) / len(known) if known else None


def _recalled(answer: Answer, judge: Judge) -> list[bool]:
    return [
        bool(quotes := _quotes(answer, claim.markers))
        and judge("\n".join(quotes), answer.text[claim.start : claim.end])
        for claim in answer.claims
    ]


def _needed(at: int, quotes: Sequence[str], statement: str, judge: Judge) -> bool:
    others = [*quotes[:at], *quotes[at + 1 :]]
    return judge(quotes[at], statement) or not (others and judge("\n".join(others), statement))


def _quotes(answer: Answer, markers: Sequence[int]) -> list[str]:
    return [citation.quote for citation in answer.citations if citation.marker in markers]
