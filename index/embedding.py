"""Text to unit vectors: the shipped model through onnxruntime, any other through sentence-transformers."""

from __future__ import annotations

import logging
import threading
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.errors import EmbedderNotFoundError
from index.model_files import EMBEDDER_FOLDER, ShippedModel
from index.onnx import OnnxEncoder

if TYPE_CHECKING:
    from collections.abc import Sequence

    import tokenizers
    from sentence_transformers import SentenceTransformer

    from index.types import Embedder, Vectors

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"

logger = logging.getLogger(__name__)

_SAME_MODEL = {DEFAULT_EMBEDDER, f"sentence-transformers/{DEFAULT_EMBEDDER}"}


def load_embedder(name: str = DEFAULT_EMBEDDER) -> Embedder:
    """Return an embedder; its weights are read when first used.

    Args:
        name: The shipped model, or whatever ``SentenceTransformer`` takes: a model's name or its folder.
    """
    if name in _SAME_MODEL:
        return _shipped()
    return SentenceTransformerEmbedder(name)


@cache
def _shipped() -> OnnxEmbedder:
    """Return the one whose weights are in memory once, whoever uses it."""
    return OnnxEmbedder()


class OnnxEmbedder:
    """all-MiniLM-L6-v2 as int8 ONNX, which ships with the package. Safe from several threads."""

    def __init__(self) -> None:
        self._loading = threading.Lock()

    @property
    def name(self) -> str:
        """The model's name."""
        return DEFAULT_EMBEDDER

    @property
    def fingerprint(self) -> str:
        """The sha256 of the weights."""
        return self._shipped.fingerprint

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._shipped.facts["dimensions"])

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (texts, dimensions), in order.

        A text is read up to 256 word pieces; the chunks of this package are shorter.
        """
        encoder, tokenizer = self._loaded
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for row, (vector,) in enumerate(encoder.run_each(tokenizer.encode_batch(list(texts)))):
            vectors[row] = vector
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape (dimensions,)."""
        vector: Vectors = self.embed_documents([text])[0]
        return vector

    @cached_property
    def _shipped(self) -> ShippedModel:
        return ShippedModel.read(EMBEDDER_FOLDER)

    @property
    def _loaded(self) -> tuple[OnnxEncoder, tokenizers.Tokenizer]:
        with self._loading:
            return self._models

    @cached_property
    def _models(self) -> tuple[OnnxEncoder, tokenizers.Tokenizer]:
        import tokenizers

        encoder = OnnxEncoder(self._shipped.weights(), outputs=["embedding"])
        tokenizer = tokenizers.Tokenizer.from_file(str(self._shipped.tokenizer()))
        tokenizer.enable_truncation(int(self._shipped.facts["max_word_pieces"]))
        return encoder, tokenizer


class SentenceTransformerEmbedder:
    """Any model that sentence-transformers runs; the package is imported when it is first used."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._loading = threading.Lock()

    @property
    def name(self) -> str:
        """The model's name or folder, as given."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """The model's name and size: its weights may lie on another machine."""
        return f"sentence-transformers:{self._name}:{self.dimensions}"

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._loaded.get_embedding_dimension() or 0)

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (texts, dimensions), in order."""
        vectors = self._loaded.encode_document(
            list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(vectors, dtype=np.float32)

    def embed_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape (dimensions,), with the model's own query prompt."""
        vectors = self._loaded.encode_query(
            [text], normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(vectors[0], dtype=np.float32)

    @property
    def _loaded(self) -> SentenceTransformer:
        with self._loading:
            return self._model

    @cached_property
    def _model(self) -> SentenceTransformer:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as exc:
            raise EmbedderNotFoundError(
                f"the embedder {self._name!r} needs sentence-transformers: "
                "pip install 'rag[sentence-transformers]', or drop --embedder"
            ) from exc
        try:
            # What is on the disk already needs no network, and no waiting for one that isn't there.
            return SentenceTransformer(self._name, local_files_only=True)
        except (OSError, ValueError, RuntimeError):
            logger.info("the model %s isn't on this machine; asking the hub", self._name)
        try:
            return SentenceTransformer(self._name)
        except (OSError, ValueError, RuntimeError) as exc:
            raise EmbedderNotFoundError(
                f"sentence-transformers can't load the model {self._name!r}: {exc}; "
                "check its name, or give the folder it lies in"
            ) from exc
