"""Text to index and questions to ask: a file's sentences, drawn into as many paragraphs as wanted."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evals.types import SourceText
from index.chunking import chunk_document, with_header
from index.loaders import text_document
from index.types import Document

SENTENCES_A_PARAGRAPH = 7
PARAGRAPHS_A_DOCUMENT = 20
_SENTENCE_END = re.compile(r"(?<=[.!?”])\s+")


@dataclass(frozen=True, slots=True)
class Material:
    """Documents that make a known number of chunks."""

    texts: tuple[SourceText, ...]
    chunks: tuple[str, ...]
    """What is embedded of each chunk: its text behind its header."""


def make_material(file: Path, *, chunks: int, seed: int = 0) -> Material:
    """Return documents that make at least ``chunks`` chunks, with the last document at most in excess.

    Each paragraph is a seeded draw of the file's sentences with a number of its own, so that no two are
    equal.

    Raises:
        OSError: the file can't be read.
        ValueError: it holds fewer than ten sentences.
    """
    sentences = [s.strip() for s in _SENTENCE_END.split(file.read_text("utf-8")) if len(s.split()) > 3]
    if len(sentences) < 10:
        raise ValueError(f"{file} holds {len(sentences)} sentences; give a longer text")
    texts: list[SourceText] = []
    made: list[str] = []
    for text in _texts(sentences, random.Random(seed)):  # noqa: S311 - nothing secret is drawn
        texts.append(text)
        made += _chunk_texts(text_document(text.text, source=text.source, title=text.title))
        if len(made) >= chunks:
            return Material(tuple(texts), tuple(made))
    raise AssertionError("the texts never end")


def make_questions(texts: tuple[SourceText, ...], *, count: int, seed: int = 0) -> list[str]:
    """Return questions with words of the texts, so that every search finds something to read."""
    draw = random.Random(seed)  # noqa: S311
    questions = []
    for _ in range(count):
        words = draw.choice(draw.choice(texts).text.split("\n\n")).split()
        start = draw.randrange(max(1, len(words) - 6))
        questions.append(f"What was said of {' '.join(words[start : start + 6]).strip('.,;:')}?")
    return questions


def _texts(sentences: list[str], draw: random.Random) -> Iterator[SourceText]:
    number = 0
    while True:
        paragraphs = []
        for _ in range(PARAGRAPHS_A_DOCUMENT):
            number += 1
            drawn = draw.sample(sentences, min(SENTENCES_A_PARAGRAPH, len(sentences)))
            paragraphs.append(f"Note {number}. {' '.join(drawn)}")
        name = f"note-{number // PARAGRAPHS_A_DOCUMENT:05}"
        yield SourceText(f"{name}.txt", "\n\n".join(paragraphs), name)


def _chunk_texts(document: Document) -> list[str]:
    return [
        with_header(
            document.text[span.start : span.end],
            title=document.title,
            published=document.published,
            heading=span.heading,
        )
        for span in chunk_document(document)
    ]
