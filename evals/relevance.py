"""Which of an answer's passages hold what was asked for: a ranking and its judgements, as TREC has them.

Where a question names quotes, the passages are judged by their words; else, where it names sources, by their
document. Questions with neither have no measure of retrieval.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.metrics.text import comparable, contains_any, contains_comparable
from evals.types import Question
from rag.types import Passage


@dataclass(frozen=True, slots=True)
class Judged:
    """A ranking of names, best first and each once, and the grade of every judged name."""

    ranking: tuple[str, ...]
    grades: Mapping[str, int]


def judge_passages(question: Question, passages: Sequence[Passage]) -> Judged | None:
    """Return the passages as a judged ranking; None where nothing is known of the question's evidence."""
    if not question.answerable:
        return None
    if question.quotes:
        return _by_quotes(question.quotes, passages)
    if any(grade > 0 for grade in question.sources.values()):
        return _by_sources(question.sources, passages)
    return None


def holds_quote(text: str, quotes: Sequence[str]) -> bool:
    """Whether the text holds one of the quotes; case, punctuation and white space don't matter."""
    return contains_any(text, quotes)


def is_source(passage: Passage, name: str) -> bool:
    """Whether ``name`` means the passage's document: a source of it, the end of its path, or its id."""
    sources = (passage.source, *passage.also_in)
    return name == passage.doc_id or any(
        source == name or source.replace("\\", "/").endswith(f"/{name}") for source in sources
    )


def _by_quotes(quotes: Sequence[str], passages: Sequence[Passage]) -> Judged:
    """Quotes that first turn up in one passage count as one thing found: a passage fills one rank."""
    missing = {quote: comparable(quote) for quote in quotes}
    ranking: list[str] = []
    grades: dict[str, int] = {}
    for passage in passages:
        text = comparable(passage.text)
        found = [quote for quote, wanted in missing.items() if contains_comparable(text, wanted)]
        name = found[0] if found else f"{passage.doc_id}:{passage.start}"
        for quote in found:
            del missing[quote]
        if found:
            grades[name] = 1
        ranking.append(name)
    return Judged(tuple(dict.fromkeys(ranking)), grades | dict.fromkeys(missing, 1))


def _by_sources(sources: Mapping[str, int], passages: Sequence[Passage]) -> Judged:
    """Several passages of one document count where the first of them stands."""
    names = [
        next((name for name in sources if is_source(passage, name)), passage.source) for passage in passages
    ]
    return Judged(tuple(dict.fromkeys(names)), sources)
