"""A question and its answer -> what became of it, and its score under every metric that applies."""

from collections.abc import Iterator

from evals.metrics.answer_recall import answer_recall
from evals.metrics.average_precision import average_precision
from evals.metrics.calibration import brier
from evals.metrics.citation import (
    Judge,
    QuoteReader,
    answer_in_quote,
    citation_precision,
    citation_recall,
    quote_exact,
)
from evals.metrics.known import KS, NDCG_K
from evals.metrics.ndcg import ndcg_at
from evals.metrics.recall import recall_at
from evals.metrics.reciprocal_rank import reciprocal_rank
from evals.metrics.rouge import rouge_l
from evals.metrics.span_sets import span_set_f1
from evals.metrics.squad import exact_match, f1
from evals.metrics.text import contains_any
from evals.relevance import judge_passages
from evals.types import Outcome, Question
from rag.types import Answer, Citation, Passage

RIGHT_F1 = 0.5
"""An answer is right from this F1 on: "Vance and Rubio" may well come as "Vice President Vance and Secretary
Rubio"."""

Scores = dict[str, float]


def predicted(answer: Answer) -> str:
    """Return what is compared with the right answers: the bare answer, else the text; "" for silence."""
    return "" if answer.abstained else answer.short or answer.text


def outcome(question: Question, answer: Answer) -> Outcome:
    """Return what became of the question."""
    if not question.answerable:
        return "rightly silent" if answer.abstained else "unsupported"
    if answer.abstained:
        return "refused"
    if not question.answers:
        return "unjudged"
    return _judged_outcome(question, answer)


def score(
    question: Question, answer: Answer, *, judge: Judge | None = None, read: QuoteReader | None = None
) -> Scores:
    """Return the metrics that this question can have, by name.

    Args:
        question: With what is known of its answer.
        answer: Its answer.
        judge: Whether cited words support a statement. Default: they hold one of the right answers.
        read: Reads cited words from the documents. Default: from the passages that the answer carries.
    """
    return dict(
        (
            *_answer_scores(question, answer),
            *_retrieval_scores(question, answer),
            *_citation_scores(question, answer, judge, read or passage_reader(answer.passages)),
            *_silence_scores(question, answer),
        )
    )


def passage_reader(passages: tuple[Passage, ...]) -> QuoteReader:
    """Return a reader that knows no more of the documents than these passages."""

    def read(citation: Citation) -> str | None:
        for passage in passages:
            same = passage.doc_id == citation.doc_id
            if same and passage.start <= citation.start and citation.end <= passage.end:
                return passage.text[citation.start - passage.start : citation.end - passage.start]
        return None

    return read


def _judged_outcome(question: Question, answer: Answer) -> Outcome:
    overlap = _f1(question, predicted(answer))
    # A sentence shares few of its words with a bare answer; it is right if it holds one whole.
    sentence = not answer.short and not question.all_answers
    if overlap >= RIGHT_F1 or (sentence and contains_any(answer.text, question.answers)):
        return "right"
    return "partly" if overlap > 0 else "wrong"


def _answer_scores(question: Question, answer: Answer) -> Iterator[tuple[str, float]]:
    if question.answerable and not question.answers:
        return
    said = predicted(answer)
    if question.all_answers:
        members = span_set_f1([] if answer.abstained else answer.members or [said], question.answers)
        yield "em", float(members == 1)
        yield "span_f1", members
    else:
        yield "em", exact_match(said, question.answers)
    yield "f1", _f1(question, said)
    if question.answerable:
        text = "" if answer.abstained else answer.text
        wanted = _golds(question)
        yield "answer_recall", answer_recall(text, wanted)
        yield "rouge_l", rouge_l(text, wanted)


def _f1(question: Question, said: str) -> float:
    return f1(said, _golds(question))


def _golds(question: Question) -> tuple[str, ...]:
    """A list that is asked for whole is one answer, whatever the order of its members."""
    return ("; ".join(question.answers),) if question.all_answers else question.answers


def _retrieval_scores(question: Question, answer: Answer) -> Iterator[tuple[str, float]]:
    judged = judge_passages(question, answer.passages)
    if judged is None:
        return
    for k in KS:
        yield f"recall@{k}", recall_at(k, judged.ranking, judged.grades)
    yield "mrr", reciprocal_rank(judged.ranking, judged.grades)
    yield f"ndcg@{NDCG_K}", ndcg_at(NDCG_K, judged.ranking, judged.grades)
    yield "map", average_precision(judged.ranking, judged.grades)


def _citation_scores(
    question: Question, answer: Answer, judge: Judge | None, read: QuoteReader
) -> Iterator[tuple[str, float]]:
    if answer.abstained:
        return
    judge = judge or (
        answer_in_quote(question.answers) if question.answers or not question.answerable else None
    )
    if judge is not None:
        recall, precision = citation_recall(answer, judge), citation_precision(answer, judge)
        if recall is not None and precision is not None:
            yield "citation_recall", recall
            yield "citation_precision", precision
    exact = quote_exact(answer.citations, read)
    if exact is not None:
        yield "quote_exact", exact


def _silence_scores(question: Question, answer: Answer) -> Iterator[tuple[str, float]]:
    if not answer.text:
        return  # a ranking alone, which neither answers nor keeps silent
    if question.answerable:
        yield "over_refusal", float(answer.abstained)
    else:
        yield "unsupported", float(not answer.abstained)
    became = outcome(question, answer)
    if not answer.abstained and became != "unjudged":
        yield "brier", brier(answer.confidence, correct=became == "right")
