"""Export a trained reader: safetensors in, a folder with ``reader.int8.onnx`` and its ``models.json`` out.

python -m training.export_reader RUN/reader.safetensors --out FOLDER
"""

import argparse
from pathlib import Path

from training.encoder import EncoderSize
from training.examples import MAX_WORD_PIECES
from training.onnx_export import export_int8, sha256, write_facts
from training.reader_model import Scores, load_reader

MODEL_FILE = "reader.int8.onnx"
LONGEST_ANSWER = 30


def export(weights: Path, out: Path) -> None:
    """Write the model and what a program must know of it into ``out``."""
    size = EncoderSize()
    out.mkdir(parents=True, exist_ok=True)
    model = out / MODEL_FILE
    export_int8(
        load_reader(weights, size=size),
        model,
        outputs=Scores._fields,
        per_word_piece=("start", "end"),
        heads=size.heads,
        hidden=size.hidden,
    )
    facts = {
        "file": MODEL_FILE,
        "sha256": sha256(model),
        "outputs": list(Scores._fields),
        "max_word_pieces": MAX_WORD_PIECES,
        "max_answer_word_pieces": LONGEST_ANSWER,
    }
    write_facts(out / "models.json", facts)


def main() -> None:
    """Read the command line and do as it says."""
    parser = argparse.ArgumentParser(description="Export a trained reader.")
    parser.add_argument("weights", type=Path, help="safetensors with bert.*, span.* and rel.*")
    parser.add_argument("--out", type=Path, required=True, help="folder to write into")
    arguments = parser.parse_args()
    export(arguments.weights, arguments.out)


if __name__ == "__main__":
    main()
