"""``python -m evals.benchmarks FOLDER``: measure the shipped product on standard sets and write one table."""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from evals.benchmarks.catalogue import BENCHMARKS
from evals.benchmarks.results import Measured, merge, origin_now
from evals.benchmarks.table import as_markdown, put_into
from evals.benchmarks.types import Context
from evals.errors import EvalError
from evals.progress import progress_bar
from index.errors import SearchIndexError
from rag.errors import RagError

DESCRIPTION = """\
Measures the shipped product on standard question sets.

FOLDER holds one folder a set: squad_v11_dev, squad_v20_dev, multispanqa_valid (NAME/NAME.jsonl[.gz], rows of
{id, question, context, answers: [{text, start}], is_impossible, title}), and in BEIR's form ir_cranfield,
ir_time, scifact and realtimeqa_2022; trec_cast_rewrite and mtrag_rewrite with rows of {id, question, rewrite,
history: [[question, answer]]}, and begin with {response, context, label}. Sets that aren't there are passed
over. Indexes are made in a temporary folder unless --work names one; each run of
answers leaves its rows and report in DIR/NAME."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmarks that were asked for; return 0, or 2 where one can't be measured."""
    args = _parser().parse_args(argv)
    try:
        return _measure(args)
    except (EvalError, SearchIndexError, RagError, OSError) as exc:
        _tell(f"evals.benchmarks: {exc}")
        return 2


def _measure(args: argparse.Namespace) -> int:
    chosen = [b for b in BENCHMARKS if not args.only or b.name in args.only]
    there = [b for b in chosen if (args.folder / b.folder).is_dir()]
    for missing in (b for b in chosen if b not in there):
        _tell(f"{missing.name}: passed over, {args.folder / missing.folder} isn't there")
    args.out.mkdir(parents=True, exist_ok=True)
    text = ""
    for benchmark in there:
        _tell(f"{benchmark.name}: {benchmark.what}")
        with (
            _workplace(args.work) as work,
            progress_bar(sys.stderr, label=benchmark.name) as on_progress,
        ):
            context = Context(
                work=work,
                out=args.out,
                sample=args.sample,
                seed=args.seed,
                resume=args.resume,
                tell=_tell,
                on_progress=on_progress,
                llm=args.llm,
            )
            origin = origin_now()
            figures = benchmark.run(args.folder / benchmark.folder, context)
        # After each one, so that an interrupt costs only the one at work.
        text = _keep(args, Measured(benchmark.name, benchmark.what, origin, tuple(figures)))
    print(text)
    return 0


@contextmanager
def _workplace(kept: Path | None) -> Iterator[Path]:
    if kept is None:
        with tempfile.TemporaryDirectory(prefix="rag-benchmark-") as folder:
            yield Path(folder)
    else:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept


def _keep(args: argparse.Namespace, result: Measured) -> str:
    text = as_markdown(merge(args.out / "benchmarks.json", result, order=[b.name for b in BENCHMARKS]))
    (args.out / "benchmarks.md").write_text(text, encoding="utf-8")
    if args.page is not None:
        args.page.write_text(put_into(args.page.read_text("utf-8"), text), encoding="utf-8")
    return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evals.benchmarks",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="benchmarks:\n" + "\n".join(f"  {b.name:18}{b.what}" for b in BENCHMARKS),
    )
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="where the sets are")
    parser.add_argument(
        "--only",
        metavar="NAME",
        action="append",
        choices=[b.name for b in BENCHMARKS],
        help="may be repeated",
    )
    parser.add_argument(
        "--sample", metavar="N", type=int, help="questions a set; default: what each one defines"
    )
    parser.add_argument("--seed", metavar="S", type=int, default=1, help="which questions; default 1")
    parser.add_argument("--page", metavar="FILE", type=Path, help="a Markdown page to put the figures into")
    parser.add_argument("--work", metavar="DIR", type=Path, help="keep the indexes here and use them again")
    parser.add_argument(
        "--llm", metavar="MODEL", default="", help="the language model that `written` measures"
    )
    parser.add_argument("--resume", action="store_true", help="go on with runs that stand in --out")
    parser.add_argument(
        "--out", metavar="DIR", type=Path, default=Path("runs/benchmarks"), help="default: %(default)s"
    )
    return parser


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
