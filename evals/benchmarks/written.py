"""Answers that a language model words, beside the usual LangChain chain: same model, index and k.

Both get the passages that the reader ranks best. The chain puts them into a prompt and asks; the product has
its own prompt, its markers and its checks. Both are compared by their text. Then every sentence is checked
against what the answer to another question cites, to see whether a wrong passage is noticed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from evals.benchmarks import squad_open
from evals.benchmarks.asking import ask_all
from evals.benchmarks.sets import load_set
from evals.benchmarks.types import Context, Figure
from evals.bootstrap import mean_interval
from evals.corpus import index_files, index_texts
from evals.datasets import load
from evals.sample import sample
from evals.scoring import score
from evals.subject import Subject, document_reader
from evals.types import Question, Row
from index import Collection
from rag.llm.calling import ChatModel, Patience
from rag.llm.choosing import open_chat_model
from rag.llm.support import disagreement
from rag.llm.types import Writing
from rag.llm.writer import ChatWriter
from rag.pipeline import Pipeline
from rag.reader import OnnxReader
from rag.types import Answer

NAME = "written"
QUESTIONS = 40
PASSAGES = 4
UNHURRIED = Patience(first_seconds=3600.0, next_seconds=600.0, total_seconds=7200.0)
"""What is measured is what a model writes, not how fast this machine is."""
SAMPLE_QUESTIONS = Path(__file__).parents[1] / "questions" / "seed.jsonl"
SAMPLE_ARTICLE = Path(__file__).parents[2] / "seeds"
CHAIN_PROMPT = """\
Use the context to answer the question in one or two sentences. If the context does not hold the answer, say
that you don't know.

Context:
{context}

Question: {question}
Answer:"""


@dataclass(frozen=True, slots=True)
class _Material:
    name: str
    questions: tuple[Question, ...]
    index: Path


def run(folder: Path, context: Context) -> list[Figure]:
    """Ask the language model that ``--llm`` names; without one there is nothing to measure."""
    if not context.llm:
        context.tell(f"{NAME}: passed over, --llm names no language model")
        return []
    model = open_chat_model(context.llm)
    settings = {"llm": context.llm, "passages": PASSAGES}
    figures: list[Figure] = []
    for material in _materials(folder, context):
        with Collection.open(material.index) as collection:
            pipeline = Pipeline(collection, OnnxReader())
            asked = {"product": _product(pipeline, model, context), "chain": _chain(pipeline, model)}
            rows = {
                who: ask_all(
                    f"{NAME}-{material.name}-{who}",
                    material.questions,
                    context,
                    answerer=Subject(answer, document_reader(material.index), settings),
                ).rows
                for who, answer in asked.items()
            }
        figures += figures_of_both(material.name, rows["product"], rows["chain"])
    return figures


def _materials(folder: Path, context: Context) -> Iterator[_Material]:
    dataset = load_set(folder)
    path = context.work / squad_open.NAME
    context.tell(f"indexing {len(dataset.corpus)} paragraphs")
    index_texts(path, dataset.corpus)
    asked = sample(dataset.questions, context.sample or QUESTIONS, seed=context.seed)
    yield _Material("SQuAD", asked, path)
    if SAMPLE_ARTICLE.is_dir():
        path = context.work / "sample-article"
        index_files(path, [SAMPLE_ARTICLE])
        questions = load(SAMPLE_QUESTIONS).questions
        yield _Material("sample", sample(questions, context.sample, seed=context.seed), path)


def _product(pipeline: Pipeline, model: ChatModel, context: Context) -> Callable[[Question], Answer]:
    writing = Writing(ChatWriter(context.llm, lambda: model, model=model, patience=UNHURRIED))

    def answer(question: Question) -> Answer:
        return pipeline.answer(question.question, k=PASSAGES, writing=writing)

    return answer


def _chain(pipeline: Pipeline, model: ChatModel) -> Callable[[Question], Answer]:
    def answer(question: Question) -> Answer:
        passages = pipeline.passages(question.question, k=PASSAGES)
        prompt = CHAIN_PROMPT.format(
            context="\n\n".join(passage.text for passage in passages), question=question.question
        )
        reply = "".join(str(chunk.text) for chunk in model.stream([("user", prompt)]))
        return Answer(
            question=question.question,
            standalone_question=question.question,
            text=reply.strip(),
            short="",
            claims=(),
            citations=(),
            passages=passages,
            abstained=False,
            reason="",
            confidence=1.0,
            mode="model",
        )

    return answer


def figures_of_both(name: str, product: Sequence[Row], chain: Sequence[Row]) -> list[Figure]:
    """Return the figures of one set of questions: of those that have an answer, and of silence."""
    answerable = [row for row in product if row.question.answerable]
    given = [row.answer for row in answerable if row.answer and not row.answer.abstained]
    others = [row.answer for row in product if row.answer and not row.question.answerable]
    return [
        *_mean(f"{name}: F1", _scores(answerable, "f1")),
        *_mean(f"{name}: F1 of the text alone", _text_f1(answerable)),
        *_mean(
            f"{name}: F1 of the LangChain chain", _scores([r for r in chain if r.question.answerable], "f1")
        ),
        *_mean(f"{name}: bare answers given", [bool(answer.short) for answer in given]),
        *_mean(f"{name}: answered", [1 - value for value in _scores(answerable, "over_refusal")]),
        *_mean(
            f"{name}: answered in the model's words",
            [row.answer in given and row.answer.mode == "model" for row in answerable if row.answer],
        ),
        *_mean(f"{name}: citation precision", _scores(answerable, "citation_precision")),
        *_mean(f"{name}: quotes exact", _scores(product, "quote_exact")),
        *_mean(f"{name}: sentences flagged beside a wrong passage", swapped(given)),
        *_mean(f"{name}: silent where there is no answer", [answer.abstained for answer in others]),
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


def _text_f1(rows: Sequence[Row]) -> list[float]:
    """Score answers by their text, whether they have a bare answer or not."""
    return [score(row.question, replace(row.answer, short=""))["f1"] for row in rows if row.answer]


def _scores(rows: Sequence[Row], metric: str) -> list[float]:
    return [row.scores[metric] for row in rows if metric in row.scores]


def _mean(metric: str, values: Sequence[float]) -> list[Figure]:
    if not values:
        return []
    known = np.array(values, dtype=float)
    return [Figure(NAME, "all", metric, float(known.mean()), mean_interval(known), len(known))]
