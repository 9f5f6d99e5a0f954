"""How rare an English word is, by its place in a vocabulary that is sorted by frequency."""

import json
import math
from functools import cache

from index.model_files import EMBEDDER_FOLDER, ShippedModel

_COMMONEST, _RAREST = 2000, 30000
"""Places in the embedder's vocabulary: marks, letters and "the" stand before the first."""


def rarity(word: str) -> float:
    """Return 0 for the commonest words, 1 for those that the vocabulary lacks and for numbers.

    In between it grows with the logarithm of the place: "school" 0.06, "shark" 0.64.

    Raises:
        ModelFileError: the embedder's vocabulary is missing or damaged.
    """
    if any(character.isdigit() for character in word):
        return 1.0
    plain = word.casefold().replace("’", "'").removesuffix("'s")
    place = _places().get(plain) or _places().get(plain.removesuffix("s")) or _RAREST
    share = math.log(max(place, _COMMONEST) / _COMMONEST) / math.log(_RAREST / _COMMONEST)
    return min(1.0, share)


@cache
def _places() -> dict[str, int]:
    text = ShippedModel.read(EMBEDDER_FOLDER).tokenizer().read_text("utf-8")
    places: dict[str, int] = json.loads(text)["model"]["vocab"]
    return places
