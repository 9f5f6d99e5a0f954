"""Stand-ins for the parts of the index that are slow or that chance plays a role in."""

import hashlib
from collections.abc import Sequence

import numpy as np

from index.types import Vectors


class WordHashEmbedder:
    """A bag of words as a unit vector: texts that share words are near each other. Counts what it embeds."""

    def __init__(self, name: str = "word-hash", dimensions: int = 64) -> None:
        self.name = name
        self.fingerprint = f"{name}:{dimensions}"
        self.dimensions = dimensions
        self.embedded: list[str] = []

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        return np.stack([self._vector(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        return self._vector(text)

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self.dimensions, dtype=np.float32)
        for word in text.lower().split():
            vector[int(hashlib.sha256(word.encode()).hexdigest(), 16) % self.dimensions] += 1
        norm = float(np.linalg.norm(vector)) or 1.0
        return (vector / norm).astype(np.float32)
