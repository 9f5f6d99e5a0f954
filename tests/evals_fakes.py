"""Answers and answerers for the tests of evals: no index and no model."""

from collections.abc import Mapping, Sequence

from evals.types import Question
from rag.prompts import ABSTAIN_PHRASE
from rag.types import Answer, Citation, Claim, Passage


def passage(text: str, *, doc_id: str = "d1", source: str = "/docs/a.txt", start: int = 0) -> Passage:
    return Passage(doc_id, source, "Title", None, None, None, start, start + len(text), text, 0.9)


def answer(
    short: str,
    *,
    question: str = "?",
    text: str | None = None,
    passages: Sequence[Passage] = (),
    quotes: Sequence[tuple[Passage, str]] = (),
    claims: Sequence[Claim] | None = None,
    confidence: float = 0.8,
    timings: Mapping[str, float] | None = None,
) -> Answer:
    """An answer whose n-th quote is citation n, and whose text is one claim on all of them."""
    said = short if text is None else text
    citations = tuple(
        Citation(
            number,
            at.doc_id,
            at.source,
            at.title,
            None,
            None,
            at.start + at.text.index(quote),
            at.start + at.text.index(quote) + len(quote),
            quote,
            0.9,
        )
        for number, (at, quote) in enumerate(quotes, start=1)
    )
    whole = (Claim(0, len(said), tuple(c.marker for c in citations), supported=True),)
    return Answer(
        question,
        question,
        said,
        short,
        whole if claims is None else tuple(claims),
        citations,
        tuple(passages),
        abstained=False,
        reason="",
        confidence=confidence,
        mode="extractive",
        timings=timings or {"search": 0.02, "read": 0.2, "total": 0.25},
    )


def silence(*, question: str = "?", passages: Sequence[Passage] = (), confidence: float = 0.1) -> Answer:
    return Answer(
        question,
        question,
        ABSTAIN_PHRASE,
        "",
        (),
        (),
        tuple(passages),
        abstained=True,
        reason="nothing there answers it",
        confidence=confidence,
        mode="extractive",
        timings={"search": 0.02, "read": 0.2, "total": 0.25},
    )


class FakeAnswerer:
    """Answers from a table of question -> bare answer; "" keeps silent; counts what it was asked."""

    def __init__(self, answers: Mapping[str, str], *, fail_on: str | None = None) -> None:
        self.answers = dict(answers)
        self.fail_on = fail_on
        self.asked: list[str] = []

    def __call__(self, question: Question) -> Answer:
        self.asked.append(question.id)
        if question.id == self.fail_on:
            raise ConnectionError("the model is away")
        said = self.answers[question.question]
        if not said:
            return silence(question=question.question)
        found = passage(f"It is known that {said}, of course.")
        return answer(said, question=question.question, passages=[found], quotes=[(found, said)])


def questions(count: int) -> tuple[Question, ...]:
    """Questions q0, q1, ...: each third has no answer, the others are answered "blue N"."""
    return tuple(
        Question(f"q{n}", f"What is {n}?", answerable=False, tags=("none",))
        if n % 3 == 2
        else Question(f"q{n}", f"What is {n}?", (f"blue {n}",), tags=("even" if n % 2 == 0 else "odd",))
        for n in range(count)
    )


def perfect(asked: Sequence[Question]) -> FakeAnswerer:
    return FakeAnswerer({q.question: q.answers[0] if q.answerable else "" for q in asked})
