"""Answers that a language model words, beside the usual LangChain chain: same model, index and k.

Both get the passages that the reader ranks best. The chain puts them into a prompt and asks; the product has
its own prompt, its markers and its checks. Then every sentence is checked against what the answer to another
question cites, to see whether a wrong passage is noticed.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from evals.benchmarks import squad_open
from evals.benchmarks.sets import load_set
from evals.benchmarks.types import Context, Figure
from evals.bootstrap import mean_interval
from evals.corpus import index_texts
from evals.metrics.citation import answer_in_quote, citation_precision, quote_exact
from evals.metrics.squad import f1
from evals.sample import sample
from evals.subject import document_reader
from evals.types import Question
from index import Collection
from rag.llm.calling import ChatModel
from rag.llm.choosing import open_chat_model
from rag.llm.support import disagreement
from rag.llm.types import Writing
from rag.llm.writer import ChatWriter
from rag.pipeline import Pipeline
from rag.reader import OnnxReader
from rag.types import Answer

_T = TypeVar("_T")

NAME = "written"
QUESTIONS = 40
PASSAGES = 4
CHAIN_PROMPT = """\
Use the context to answer the question in one or two sentences. If the context does not hold the answer, say
that you don't know.

Context:
{context}

Question: {question}
Answer:"""


def run(folder: Path, context: Context) -> list[Figure]:
    """Ask the language model that ``--llm`` names; without one there is nothing to measure."""
    if not context.llm:
        context.tell(f"{NAME}: passed over, --llm names no language model")
        return []
    dataset = load_set(folder)
    asked = sample(dataset.questions, context.sample or QUESTIONS, seed=context.seed)
    path = context.work / squad_open.NAME
    context.tell(f"indexing {len(dataset.corpus)} paragraphs")
    index_texts(path, dataset.corpus)
    model = open_chat_model(context.llm)
    with Collection.open(path) as collection:
        pipeline = Pipeline(collection, OnnxReader())
        writing = Writing(ChatWriter(context.llm, lambda: model, model=model))
        answers = _each(asked, lambda q: pipeline.answer(q, k=PASSAGES, writing=writing), context)
        replies = _each(asked, _chain(pipeline, model), context)
    read = document_reader(path)
    both = list(zip(asked, answers, strict=True))
    answered = [(q, a) for q, a in both if not a.abstained]
    return [
        *_mean("F1", [0.0 if a.abstained else f1(a.text, q.answers) for q, a in both]),
        *_mean("F1 of the LangChain chain", [f1(r, q.answers) for q, r in zip(asked, replies, strict=True)]),
        *_mean("answered", [not a.abstained for a in answers]),
        *_mean("answered by the language model", [a.mode == "model" and not a.abstained for a in answers]),
        *_mean(
            "citation precision", [citation_precision(a, answer_in_quote(q.answers)) for q, a in answered]
        ),
        *_mean("quotes exact", [quote_exact(a.citations, read) for _, a in answered]),
        *_mean("sentences flagged beside a wrong passage", swapped([a for _, a in answered])),
    ]


def swapped(answers: Sequence[Answer]) -> list[bool]:
    """Say of each supported sentence whether the words that the next answer cites fail to bear it out."""
    flagged = []
    for at, answer in enumerate(answers):
        other = answers[(at + 1) % len(answers)]
        quotes = " ".join(citation.quote for citation in other.citations)
        ours = {(citation.doc_id, citation.start) for citation in answer.citations}
        if quotes and ours.isdisjoint((citation.doc_id, citation.start) for citation in other.citations):
            flagged += [
                disagreement(answer.text[claim.start : claim.end], quotes) is not None
                for claim in answer.claims
                if claim.supported
            ]
    return flagged


def _chain(pipeline: Pipeline, model: ChatModel) -> Callable[[str], str]:
    def reply(question: str) -> str:
        passages = pipeline.passages(question, k=PASSAGES)
        prompt = CHAIN_PROMPT.format(context="\n\n".join(p.text for p in passages), question=question)
        return "".join(str(chunk.text) for chunk in model.stream([("user", prompt)]))

    return reply


def _each(questions: Sequence[Question], ask: Callable[[str], _T], context: Context) -> list[_T]:
    answers = []
    for number, question in enumerate(questions, start=1):
        answers.append(ask(question.question))
        if number % 10 == 0:
            context.tell(f"{number} of {len(questions)} questions")
    return answers


def _mean(metric: str, values: Sequence[float | None]) -> list[Figure]:
    known = np.array([value for value in values if value is not None], dtype=float)
    if not len(known):
        return []
    return [Figure(NAME, "all", metric, float(known.mean()), mean_interval(known), len(known))]
