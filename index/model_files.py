"""The shipped model files: where they lie, and whether they are the ones that were shipped.

Beside the weights of a model stands a ``models.json`` with their names and sha256.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import ModelFileError


@dataclass(frozen=True, slots=True)
class ShippedModel:
    """A model folder's facts, read from its ``models.json``."""

    folder: Path
    facts: dict[str, Any]

    @classmethod
    def read(cls, folder: Path) -> "ShippedModel":
        """Read the facts; the weights aren't touched.

        Raises:
            ModelFileError: the folder has no readable ``models.json``.
        """
        path = folder / "models.json"
        try:
            return cls(folder, json.loads(path.read_text("utf-8")))
        except (OSError, ValueError) as exc:
            raise ModelFileError(f"{path} can't be read ({exc}); reinstall the package") from exc

    @property
    def fingerprint(self) -> str:
        """The sha256 of the weights, as shipped."""
        return str(self.facts["sha256"])

    def weights(self) -> Path:
        """Return the path of the weights, checked.

        Raises:
            ModelFileError: they are missing or damaged.
        """
        return self._checked("file", "sha256")

    def tokenizer(self) -> Path:
        """Return the path of the tokenizer, checked.

        Raises:
            ModelFileError: it is missing or damaged.
        """
        return self._checked("tokenizer", "tokenizer_sha256")

    def _checked(self, name: str, digest: str) -> Path:
        path = self.folder / str(self.facts[name])
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as exc:
            raise ModelFileError(
                f"the model file {path} can't be read ({exc}); reinstall the package"
            ) from exc
        if found != self.facts[digest]:
            raise ModelFileError(f"the model file {path} isn't the one shipped; reinstall the package")
        return path


EMBEDDER_FOLDER = Path(__file__).parent / "models"
"""all-MiniLM-L6-v2 and the tokenizer that the shipped models share."""
