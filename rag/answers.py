"""From read passages to the answers they offer, equal ones put together."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.sentences import sentence_at
from index.words import word_set
from rag.appositions import names_another, put_beside
from rag.calibration import Calibration
from rag.details import Details
from rag.headings import is_question
from rag.measures import SURE, can_be, measure_of
from rag.quotes import Stretch
from rag.reader import Span
from rag.retrieval import ReadPassage, header_of
from rag.tables import is_label, look_up
from rag.wording import completed, enumerated, holds, is_joint, same_answer, tidy, tokens

# "A and B": how sure the reader must be of B where it prefers A. On 600 questions of SQuAD dev outside those
# that are reported, 6 answers grew, and F1 changed by less than its noise.
PARTNER_ABOVE_NULL = 4.0
PARTNER_BELOW_BEST = 8.0

# Further answers to a question that wants a list, anywhere in the passage. On MultiSpanQA's questions of that
# form the members' F1 rises from .363 to .414; on 103 such questions of SQuAD v2.0 dev, most of which have
# one answer, F1 falls from .799 to .789.
FURTHER_ABOVE_NULL = 2.0
FURTHER_BELOW_BEST = 6.0

CELL_CONFIDENCE = 0.9
"""Of the cells of a table whose row and column the question names."""
MISFIT = 8.0
"""What an answer loses that can't be the one asked for: enough to be silent about it, mostly."""

_LINE_NUMBER = re.compile(r"(?:\A|(?<=\n\n))(?:[-*•–] )?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z])[.)]\s")
_CHOICE = re.compile(r"\bor\b", re.IGNORECASE)
_ASKING = word_set("what which who whom whose when where why how")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a passage that may answer: ``passage.chunk.text[start:end]``."""

    passage: ReadPassage
    start: int
    end: int
    score: float
    cells: tuple[Stretch, ...] = ()
    """Of a table, those that answer together, with these words first."""

    @property
    def text(self) -> str:
        """The words, as the document has them."""
        return self.passage.chunk.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One answer, and every passage that gives it."""

    evidence: tuple[Evidence, ...]
    """Best first, one a passage; never empty."""
    score: float
    """The log of the summed exponentials of the scores of ``evidence``: passages that agree add up."""

    @property
    def best(self) -> Evidence:
        """The evidence whose wording stands for the answer."""
        return self.evidence[0]


@dataclass(frozen=True, slots=True)
class Offer:
    """The best that the passages have to offer."""

    evidence: tuple[Evidence, ...]
    confidence: float
    """0 to 1."""
    sure: bool
    """Whether it is good enough to be given."""
    versions: tuple[Candidate, ...] = ()
    """The answers of documents that disagree, newest first; empty where they agree."""
    candidates: tuple[Candidate, ...] = ()
    """All bare answers, best first, be they good enough or not; empty where whole sentences answer."""
    whole: bool = False
    """Whether its evidence are whole sentences."""
    unread: bool = False
    """Whether the document holds it where no passage may: nothing for a language model to find."""


NOTHING = Offer((), confidence=0.0, sure=False)


def candidates(
    passages: Sequence[ReadPassage], *, calibration: Calibration, question: str = ""
) -> tuple[Candidate, ...]:
    """Return the answers that the passages offer, best first.

    Each span goes to the best answer that says the same; see ``wording.same_answer``. ``MISFIT`` is lost
    by one that can't be of the measure that ``question`` asks for (``measures``), isn't what the passage puts
    beside the office or the person asked for (``appositions``), is said of another thing (``details``), or
    repeats words of a question that offers no choice. What stands in a question, is the number of a heading
    or an item, the name of another than "Who is Ada Lind?" asks after, or words where a phone number is asked
    for, is no answer.
    """
    groups: list[list[Evidence]] = []
    words: list[tuple[str, ...]] = []
    for evidence in sorted(_evidence(passages, calibration, question), key=lambda evidence: -evidence.score):
        said = tokens(evidence.text)
        group = next((i for i, known in enumerate(words) if same_answer(known, said)), None)
        if group is None:
            words.append(said)
            groups.append([evidence])
        elif all(other.passage is not evidence.passage for other in groups[group]):
            groups[group].append(evidence)
    merged = [Candidate(tuple(group), _log_sum_exp([e.score for e in group])) for group in groups]
    return tuple(sorted(merged, key=lambda candidate: -candidate.score))


def _evidence(passages: Sequence[ReadPassage], calibration: Calibration, question: str) -> Iterable[Evidence]:
    measure, details = measure_of(question), Details.of(question)
    asked = () if _CHOICE.search(question) else tokens(question)
    for passage in passages:
        text, header = passage.chunk.text, header_of(passage.chunk, passage.info)
        beside = put_beside(question, text) if passage.reading.spans else ()
        if len({text[start:end] for start, end in beside}) == 1:
            yield Evidence(passage, *beside[0], passage.score(calibration))
        table = look_up(question, text, header=header)
        if table.cells:
            least = calibration.score_at(CELL_CONFIDENCE)
            score = max(passage.score(calibration), least)
            yield Evidence(passage, *table.cells[0], score, cells=table.cells)
            beside = table.cells
        for span in passage.reading.spans:
            start, end = _words(text, span)
            if start == end or _says_nothing(text, start, end):
                continue
            start, end = _with_partners(passage, span, start, end)
            possible = can_be(measure, text[start:end])
            if not names_another(question, text[start:end]) and (possible or measure not in SURE):
                fits = possible and not _repeats(asked, text[start:end])
                fits = fits and not details.differ_at(text, start, header=header)
                fits = fits and not any(first < end and start < last for first, last in table.other_rows)
                if beside:
                    fits = fits and any(first < end and start < last for first, last in beside)
                yield Evidence(
                    passage, start, end, passage.score_of(span, calibration) - (0.0 if fits else MISFIT)
                )


def _words(text: str, span: Span) -> tuple[int, int]:
    """Return where the whole words of a span lie, without what is loose around them; empty if none are.

    Of a row of a table, a span has one cell.
    """
    start, end = tidy(text, span.start, span.end)
    bar = text.find(" | ", start, end)
    return completed(text, *tidy(text, start, end if bar < 0 else bar))


def _says_nothing(text: str, start: int, end: int) -> bool:
    """Say whether an answer is the number of its heading or item, a label, or begins in a question."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    last = len(text) if last < 0 else last
    number = _LINE_NUMBER.match(text, first, last)
    if number and end <= number.end():
        return True
    if is_label(text, start, end):
        return True
    sentence = sentence_at(text, start, first, last) if "?" in text[end:last] else None
    return sentence is not None and is_question(text, *sentence)


def _repeats(asked: tuple[str, ...], answer: str) -> bool:
    """Say whether an answer says nothing that the question doesn't: "What states" neither."""
    said = tuple(word for word in tokens(answer) if word not in _ASKING)
    return not said or holds(asked, said)


def _with_partners(passage: ReadPassage, span: Span, start: int, end: int) -> tuple[int, int]:
    """Return the stretch grown by what an "and" joins to it, if the reader takes that for an answer too."""
    text, reading = passage.chunk.text, passage.reading
    least = max(reading.null + PARTNER_ABOVE_NULL, span.score - PARTNER_BELOW_BEST)
    partners = [other for other in reading.spans if other.score >= least]
    for partner in sorted(partners, key=lambda other: -other.score):
        first, last = _words(text, partner)
        if last <= start and is_joint(text[last:start]):
            start = first
        elif end <= first and is_joint(text[end:first]):
            end = last
    return start, end


def further(evidence: Evidence, *, count: int | None) -> tuple[tuple[int, int], ...]:
    """Return what its passage offers beside an answer that is one of several, in order, that answer included.

    Args:
        evidence: The answer.
        count: How many there are, if it is known: then any is taken that the reader prefers to "not here",
            until so many are found.

    Returns:
        Starts and ends in the passage; none share a character or say the same.
    """
    text, reading = evidence.passage.chunk.text, evidence.passage.reading
    least = reading.null
    if count is None:
        least = max(least + FURTHER_ABOVE_NULL, reading.spans[0].score - FURTHER_BELOW_BEST)
    found = list(enumerated(text, evidence.start, evidence.end))
    for span in reading.spans:
        start, end = _words(text, span)
        if span.score < least or start == end or len(found) == count:
            continue
        parts = enumerated(text, start, end)
        if not any(_is_repeated(text, part, known) for part in parts for known in found):
            found += parts
    return tuple(sorted(found))


def _is_repeated(text: str, part: tuple[int, int], known: tuple[int, int]) -> bool:
    if part[0] < known[1] and known[0] < part[1]:
        return True
    return same_answer(tokens(text[slice(*part)]), tokens(text[slice(*known)]))


def _log_sum_exp(scores: Sequence[float]) -> float:
    highest = max(scores)
    return highest + math.log(sum(math.exp(score - highest) for score in scores))
