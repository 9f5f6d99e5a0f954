"""The shipped answerer over stores of our own."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from evals.benchmarks.stores import OneText
from evals.metrics.citation import QuoteReader
from evals.subject import Subject
from evals.types import Dataset, Question
from index.types import PassageStore
from rag.calibration import load_calibration
from rag.pipeline import Pipeline
from rag.reader import OnnxReader
from rag.types import Answer, Citation

_PARAGRAPHS_HELD = 32


def answering_from(
    store_of: Callable[[Question], PassageStore], *, read: QuoteReader, never_silent: bool = False
) -> Subject:
    """Return the shipped reader, asked each question over the store made for it.

    Args:
        store_of: Returns what may be searched for a question.
        read: Reads cited words from the documents.
        never_silent: Answer however unsure, as benchmarks without unanswerable questions expect.
    """
    reader = OnnxReader()
    calibration = load_calibration()
    if never_silent:
        calibration = replace(calibration, threshold=-math.inf, statement_threshold=-math.inf)

    def answer(question: Question) -> Answer:
        pipeline = Pipeline(store_of(question), reader, calibration=calibration)
        return pipeline.answer(question.question, history=question.history)

    return Subject(answer, read)


def answering_from_paragraphs(dataset: Dataset, *, never_silent: bool = False) -> Subject:
    """Return the shipped reader, given with each question the one paragraph it was written for."""
    texts = {text.source: text for text in dataset.corpus}

    @lru_cache(maxsize=_PARAGRAPHS_HELD)
    def store(source: str) -> OneText:
        return OneText(texts[source])

    def store_of(question: Question) -> OneText:
        return store(next(iter(question.sources)))

    def read(citation: Citation) -> str:
        return store(citation.source).document(citation.doc_id).text[citation.start : citation.end]

    return answering_from(store_of, read=read, never_silent=never_silent)
