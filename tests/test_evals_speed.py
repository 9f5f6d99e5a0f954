"""What the speed benchmarks are made of; their times aren't tested."""

import sys
from pathlib import Path

import numpy as np
import pytest

from evals.speed.__main__ import milliseconds_by_stage
from evals.speed.growth import NOISE, PerturbedEmbedder, documents_for
from evals.speed.material import make_material, make_questions
from evals.speed.peer import Peers, installed, measure
from evals.speed.process import PeerError, json_of, seconds_of
from evals.speed.scale_plot import save_plot
from index import Collection


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "text.txt"
    path.write_text(
        " ".join(f"This is sentence number {n} of the text." for n in range(30)), encoding="utf-8"
    )
    return path


def test_material_makes_as_many_different_chunks_as_asked_for(text: Path) -> None:
    material = make_material(text, chunks=50)
    assert len(material.chunks) >= 50
    assert len(set(material.chunks)) == len(material.chunks)
    assert material == make_material(text, chunks=50)


def test_a_text_of_a_few_sentences_is_refused(tmp_path: Path) -> None:
    (tmp_path / "short.txt").write_text("One sentence of five words.", encoding="utf-8")
    with pytest.raises(ValueError, match="holds 1 sentences"):
        make_material(tmp_path / "short.txt", chunks=5)


def test_questions_are_made_of_words_of_the_texts(text: Path) -> None:
    material = make_material(text, chunks=20)
    asked = make_questions(material.texts, count=5)
    assert len(asked) == 5
    for question in asked:
        said = question.removeprefix("What was said of ").removesuffix("?")
        assert any(said in document.text for document in material.texts)


def test_figures_are_the_last_line_a_process_prints() -> None:
    found = json_of([sys.executable, "-c", "print('loading'); print('{\"chunks\": 3}')"])
    assert found["chunks"] == 3
    assert found["process_seconds"] > 0


def test_another_tool_is_measured_where_all_its_packages_are() -> None:
    indexed: list[str] = []
    peers: Peers = {
        "Fake": (lambda model: lambda chunks: indexed.extend([model, *chunks]), ("json",)),
        "Absent": (lambda _: list, ("json", "no_such_package.part")),
    }
    assert installed(peers) == ["Fake"]
    assert measure("Fake", ["one", "two"], "model", peers)["chunks"] == 2
    assert indexed == ["model", "one", "two"]


def test_a_process_that_fails_is_named_with_its_last_line() -> None:
    with pytest.raises(PeerError, match="ended with 3: out of memory"):
        seconds_of([sys.executable, "-c", "import sys; print('out of memory', file=sys.stderr); sys.exit(3)"])
    with pytest.raises(PeerError, match="printed no figures"):
        json_of([sys.executable, "-c", "print('done')"])
    assert seconds_of([sys.executable, "-c", "raise SystemExit(3)"], allowed=(0, 3)) > 0


def test_a_stage_is_timed_in_the_answers_that_came_to_it() -> None:
    answers = [{"search": 0.01, "total": 0.01}, {"search": 0.03, "answer": 0.002, "total": 0.032}]
    assert milliseconds_by_stage(answers) == {
        "search": pytest.approx([10, 30]),
        "total": pytest.approx([10, 32]),
        "answer": pytest.approx([2]),
    }


def test_an_index_grows_to_about_the_size_asked_for(tmp_path: Path) -> None:
    seed = Path(__file__).parent.parent / "seeds" / "000_f6b8a55a5afba00a.txt"
    index = tmp_path / "index"
    origins = np.eye(4, 384, dtype=np.float32)
    with Collection.create(index, embedder=PerturbedEmbedder(origins)) as collection:
        collection.add(documents_for(collection, seed, 100))
        first = collection.status().chunks
        collection.add(documents_for(collection, seed, 200))
        assert abs(first - 100) < 30
        assert abs(collection.status().chunks - 200) < 30
        assert collection.check() == []


def test_perturbed_vectors_are_unit_vectors_near_their_origins() -> None:
    vectors = PerturbedEmbedder(np.eye(1, 384, dtype=np.float32)).embed_documents(["a", "b"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1])
    assert float(vectors[0] @ vectors[1]) == pytest.approx(1 / (1 + NOISE**2), abs=0.1)


def test_the_plot_is_a_picture(tmp_path: Path) -> None:
    points = [{"chunks": n, "fused": {"p50_ms": n / 10}, "anonymous_mib": 80.0} for n in (10, 100)]
    save_plot(points, tmp_path / "scale.png")
    assert (tmp_path / "scale.png").read_bytes().startswith(b"\x89PNG")
