"""Source code, logs and settings: text as it stands, with the line at which each part begins."""

import re
from collections.abc import Iterator

from index.loaders.decode import decode_lines
from index.loaders.parsed import Parsed
from index.loaders.titles import FILE_NAME
from index.spans import trimmed
from index.types import Block
from index.words import word_set

SUFFIXES = word_set("""
    .py .pyi .js .mjs .cjs .jsx .ts .tsx .java .kt .kts .scala .groovy .c .h .cc .cpp .cxx .hpp .cs .go .rs
    .swift
    .m .mm .rb .php .pl .pm .lua .r .jl .hs .ml .ex .exs .erl .clj .dart .vb .fs .sql .sh .bash .zsh .ps1 .bat
    .css .scss .less .vue .svelte .toml .ini .cfg .conf .yaml .yml .xml .tex .log .proto .graphql .tf .cmake
""")
_PARTING = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")


def parse(raw: bytes, name: str) -> Parsed:
    """Read source code: a block wherever blank lines part it."""
    text = decode_lines(raw, name)
    return Parsed(text, tuple(_blocks(text)), name, title_from=FILE_NAME)


def _blocks(text: str) -> Iterator[Block]:
    start = line = counted = 0
    for end, following in [*(gap.span() for gap in _PARTING.finditer(text)), (len(text), len(text))]:
        for span in trimmed(text, start, end):
            line += text.count("\n", counted, span[0])
            counted = span[0]
            yield Block(*span, "code", place=f"line {line + 1}")
        start = following
