"""Every benchmark by name, in the order in which the table lists them."""

from evals.benchmarks import (
    answerability,
    conversation,
    multispan,
    news,
    removed,
    retrieval,
    squad_open,
    squad_paragraph,
    support,
    written,
)
from evals.benchmarks.types import Benchmark

BENCHMARKS = (
    Benchmark(
        squad_paragraph.NAME,
        "squad_v11_dev",
        "SQuAD v1.1 dev, each question with its paragraph",
        squad_paragraph.run,
    ),
    Benchmark(
        squad_open.NAME, "squad_v11_dev", "SQuAD v1.1 dev, all paragraphs in one index", squad_open.run
    ),
    Benchmark(
        removed.NAME, "squad_v11_dev", "the same index, without the paragraphs that answer", removed.run
    ),
    Benchmark(
        answerability.NAME, "squad_v20_dev", "SQuAD v2.0 dev, half of it unanswerable", answerability.run
    ),
    Benchmark(multispan.NAME, "multispanqa_valid", "MultiSpanQA, answers of several spans", multispan.run),
    Benchmark(news.NAME, "realtimeqa_2022", "RealTimeQA 2022, news quizzes over web articles", news.run),
    *(
        Benchmark(
            f"retrieval-{short}", folder, f"{title}, search alone and reranked", retrieval.runner(short)
        )
        for short, folder, title in (
            ("cranfield", "ir_cranfield", "Cranfield"),
            ("time", "ir_time", "TIME"),
            ("scifact", "scifact", "SciFact, train and dev claims"),
        )
    ),
    Benchmark(
        conversation.NAME,
        ".",
        "follow-ups of TREC CAsT, of mtRAG, and made from SQuAD v1.1 dev",
        conversation.run,
    ),
    Benchmark(support.NAME, "begin", "BEGIN, whether sentences are borne out by their evidence", support.run),
    Benchmark(
        written.NAME,
        "squad_v11_dev",
        "SQuAD v1.1 dev, open domain, answers worded by the language model of --llm",
        written.run,
    ),
)
