"""From read passages to the sentences that answer why, how, whether, or what somebody said.

Such a question has no bare answer to point at. Its answer is a sentence that is near to it in meaning, in a
passage that the reader takes for an answer; the nearest ones are read once more, each with the one before it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.sentences import is_heading, sentence_before, sentence_spans
from rag.answers import Evidence
from rag.calibration import Calibration
from rag.details import Details
from rag.headings import is_question
from rag.mentions import unmentioned
from rag.questions import Wanted, asks_whether
from rag.reader import Reader
from rag.retrieval import ReadPassage, header_of
from rag.settling import Settled
from rag.similarity import Similarity
from rag.tables import is_label

PASSAGES = 5
"""The best, whose sentences are compared with the question."""
LOOKED_AT = 4
"""Sentences that are read once more; more of them changed nothing."""
MOST = 3
"""Sentences in an answer."""
MARGIN = 0.1
"""A sentence joins the best one if its score is at most this much lower."""
SETTLED = 0.85
"""How near a sentence is taken to be that opens the question's own section or defines what it asks for."""

# Found on 250 such questions of SQuAD dev outside those that are reported: the best sentence was right for
# 63% of them by similarity alone, for 81% with passage and span, for 84% once the best were read again; of
# those without an answer 45, 75 and 81% then score lower than all but 15% of the others.
_PASSAGE_WEIGHT = 0.4
_SPAN_WEIGHT = 0.01
_SPAN_RANGE = (-20.0, 10.0)
_RELEVANCE_WEIGHT = 0.08
_RELEVANCE_RANGE = (-8.0, 8.0)

_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
_POINTS_ELSEWHERE = re.compile(
    r"\W*(?:for (?:more|further|additional|full|complete|other) (?:information|details?|reading|help)\b"
    r"|(?:please )?(?:see|refer to|consult|visit|click)\b)",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"[“\"]|\b(?:sa(?:id|ys?|ying)|t(?:old|ells?)|wr(?:ote|ites?)|stat(?:ed|es|ing)|announc(?:e[ds]?|ing|ement)"
    r"|not(?:ed|es|ing)|add(?:ed|s)|claim(?:ed|s|ing)?|argu(?:e[ds]?|ing)|post(?:ed|s)|declare[ds]?"
    r"|explain(?:ed|s)|respond(?:ed|s)|repl(?:ied|ies)|comment(?:ed|s)|promise[ds]?|warn(?:ed|s|ing)"
    r"|stress(?:ed|es)|insist(?:ed|s)|suggest(?:ed|s|ing)|confirm(?:ed|s)|conclude[ds]?"
    r"|according to|think|thought|believe[ds]?|report(?:ed|s)|rul(?:ed|es|ing) out|describ(?:ed|es|ing)"
    r"|emphasi[sz](?:ed|es|ing)"
    r"|point(?:ed|s) out|call(?:ed|s) for|discuss(?:ed|es|ing)?|talk(?:ed|s|ing)?)\b",
    re.IGNORECASE,
)


def statements(
    question: str,
    passages: Sequence[ReadPassage],
    wanted: Wanted,
    *,
    settled: Settled,
    similarity: Similarity,
    reader: Reader,
    calibration: Calibration,
    only_settled: bool = False,
) -> tuple[Evidence, ...]:
    """Return the best sentences of the best passages as evidence, best first, ``LOOKED_AT`` at most.

    Those that are ``settled`` are taken to be near, in whichever passage they stand.

    Args:
        question: The question that stands alone.
        passages: What was read, best first.
        wanted: Names the speaker, if it asks what somebody said: then only what is reported of them counts.
        settled: What answers by its place or its form.
        similarity: Compares sentences with the question.
        reader: Reads the nearest ones.
        calibration: Tells what the reader thinks of a passage.
        only_settled: Leave out all else.
    """
    compared = 0 if only_settled else PASSAGES
    # What says otherwise does answer "Did it begin in 1964?".
    details = Details.of("" if asks_whether(question) else question)
    places = [
        (passage, start, end)
        for rank, passage in enumerate(passages)
        for start, end in sentence_spans(passage.chunk.text)
        if (rank < compared or (passage.chunk.chunk_id, start) in settled)
        and not is_question(passage.chunk.text, start, end)
        and not is_heading(passage.chunk.text, start, end)
        and not is_label(passage.chunk.text, start, end)
        and _is_by(wanted.speaker, passage.chunk.text, start, end)
        and not details.differ_at(passage.chunk.text, start, header=header_of(passage.chunk, passage.info))
    ]
    if not places:
        return ()
    near = similarity(question, [passage.chunk.text[start:end] for passage, start, end in places])
    found = [
        Evidence(
            passage,
            start,
            end,
            (max(nearness, SETTLED) if (passage.chunk.chunk_id, start) in settled else nearness)
            + _PASSAGE_WEIGHT * calibration.confidence(passage.score(calibration))
            + _SPAN_WEIGHT * _best_span(passage, start, end),
        )
        for (passage, start, end), nearness in zip(places, near, strict=True)
    ]
    best = sorted(found, key=lambda evidence: -evidence.score)[:LOOKED_AT]
    read = _read_again(question, best, reader)
    return tuple(sorted(_told_together(read, settled), key=lambda evidence: -evidence.score))


def _told_together(read: Sequence[Evidence], settled: Settled) -> list[Evidence]:
    """Return sentences, those below a heading that asks the same with the score of the best of them."""
    opening = [(e.passage.chunk.chunk_id, e.start) in settled.openings for e in read]
    highest = max((e.score for e, opens in zip(read, opening, strict=True) if opens), default=0.0)
    return [replace(e, score=highest) if opens else e for e, opens in zip(read, opening, strict=True)]


def _read_again(question: str, best: Sequence[Evidence], reader: Reader) -> list[Evidence]:
    """Return sentences with what the reader thinks of each, read behind the one before it."""
    readings = reader.read(
        question,
        [e.passage.chunk.text[_start_before(e) : e.end] for e in best],
        headers=[header_of(e.passage.chunk, e.passage.info) for e in best],
    )
    lowest, highest = _RELEVANCE_RANGE
    return [
        replace(e, score=e.score + _RELEVANCE_WEIGHT * min(max(reading.relevance, lowest), highest))
        for e, reading in zip(best, readings, strict=True)
    ]


def _start_before(evidence: Evidence) -> int:
    before = sentence_before(evidence.passage.chunk.text, evidence.start)
    return before[0] if before else evidence.start


def chosen(ranked: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the best sentence and those almost as good, in the order in which they are to be read.

    One that only points elsewhere ("For more information, see …") joins none. Sentences of one document stand
    in its order; the document of the best comes first.
    """
    best = [
        evidence
        for evidence in ranked[:MOST]
        if evidence is ranked[0]
        or (evidence.score >= ranked[0].score - MARGIN and not _POINTS_ELSEWHERE.match(evidence.text))
    ]
    documents = list(dict.fromkeys(evidence.passage.chunk.doc_id for evidence in best))
    return tuple(
        sorted(
            best,
            key=lambda evidence: (
                documents.index(evidence.passage.chunk.doc_id),
                evidence.passage.chunk.start + evidence.start,
            ),
        )
    )


def _best_span(passage: ReadPassage, start: int, end: int) -> float:
    """Return the reader's best score for words in a sentence, against "not here"."""
    lowest, highest = _SPAN_RANGE
    scores = [
        s.score - passage.reading.null for s in passage.reading.spans if s.start < end and start < s.end
    ]
    return min(max(scores, default=lowest), highest) if scores else lowest


def _is_by(speaker: tuple[str, ...], text: str, start: int, end: int) -> bool:
    """Tell whether the paragraph of a sentence reports something of the speaker, if there is one."""
    if not speaker:
        return True
    before = [match.end() for match in _PARAGRAPH_BREAK.finditer(text, 0, start)]
    behind = _PARAGRAPH_BREAK.search(text, end)
    paragraph = text[before[-1] if before else 0 : behind.start() if behind else len(text)]
    return not unmentioned(speaker, paragraph) and bool(_REPORTING.search(paragraph))
