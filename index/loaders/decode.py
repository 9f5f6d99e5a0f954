"""Bytes -> text: byte order marks, UTF-8, older encodings, and the refusal of what isn't text."""

import codecs
import re

from index.errors import LoadError
from index.words import word_set

_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF media file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
_PLAUSIBLE = word_set("""
    cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 koi8_r iso8859_2 iso8859_5 shift_jis euc_jp gb18030
    big5 euc_kr
""")
_SAMPLE_BYTES = 65_536
LONGEST_LINE = 2_000_000
"""A novel on one line is shorter."""
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL = 0.01
_MOST_NULS = 0.001
_FEW_HIGH_BYTES = 0.15
_TOO_FEW_TO_GUESS = 12
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def decode(raw: bytes, name: str) -> str:
    """Return the text of ``raw``, normalised.

    Raises:
        LoadError: it isn't text.
    """
    for signature, kind in _SIGNATURES:
        if raw.startswith(signature):
            raise LoadError(f"{name} is {kind}, not text; give it the ending of its real format")
    text = normalise(_decoded(raw, name))
    controls = len(_CONTROL.findall(text, 0, _SAMPLE_BYTES))
    if controls > _MOST_CONTROL * min(len(text), _SAMPLE_BYTES):
        raise _not_text(name)
    return text


def decode_lines(raw: bytes, name: str) -> str:
    """Return the text of a file that people read line by line.

    Raises:
        LoadError: it isn't text, or a line of it has no end: then it holds data, or is made to do harm.
    """
    text = decode(raw, name)
    longest = max(map(len, text.split("\n")))
    if longest > LONGEST_LINE:
        raise LoadError(
            f"{name} has a line of {longest:,} characters; at most {LONGEST_LINE:,} are read: break its lines"
        )
    return text


def normalise(text: str) -> str:
    r"""Return ``text`` with ``\n`` line ends, and without NULs, lone surrogates and byte order mark."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return _SURROGATE.sub("\ufffd", text)


def _decoded(raw: bytes, name: str) -> str:
    marked = next((encoding for bom, encoding in _BOMS if raw.startswith(bom)), None)
    if encoding := marked or _wide_without_bom(raw):
        return raw.decode(encoding, errors="replace")
    if raw.count(0) > _MOST_NULS * len(raw) + 1:
        raise _not_text(name)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return _damaged_utf8(raw) or _older_encoding(raw)


def _not_text(name: str) -> LoadError:
    return LoadError(f"{name} is a binary file, not text; convert it to text, or leave it out")


def _wide_without_bom(raw: bytes) -> str | None:
    """Recognise UTF-16 without a mark by its NULs, which stand in every other byte only."""
    sample = raw[:_SAMPLE_BYTES]
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _damaged_utf8(raw: bytes) -> str | None:
    """Read UTF-8 with a few broken bytes as what it is: three good characters outweigh one bad."""
    text = raw.decode(errors="replace")
    bad = text.count("\ufffd")
    good = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text)))
    return text if good >= 3 * bad else None


def _older_encoding(raw: bytes) -> str:
    sample = raw[:_SAMPLE_BYTES]
    high = len(sample) - len(sample.decode("ascii", errors="ignore"))
    if high <= max(_FEW_HIGH_BYTES * len(sample), _TOO_FEW_TO_GUESS):
        # So few letters outside ASCII leave a statistical guess nothing to go by: most likely Western text.
        return raw.decode("cp1252", errors="replace")
    from charset_normalizer import from_bytes

    guess = from_bytes(sample, cp_isolation=sorted(_PLAUSIBLE)).best()
    return raw.decode(guess.encoding if guess else "cp1252", errors="replace")
