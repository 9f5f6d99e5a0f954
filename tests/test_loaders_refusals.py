"""What is said of a file that can't be read: what is wrong with it, and what its user can do."""

import re
from pathlib import Path

import pytest

from index.errors import LoadError
from index.loaders import DEFAULT_OPTIONS, LoadOptions, Part, load, load_part
from index.loaders.parts import Refusal, parts_of
from tests import hostile_files, pdf_files

ANEW = "get it anew, or open it in its program and save it again"
NO_TEXT_IN_WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'


@pytest.mark.parametrize(
    ("name", "raw", "what", "remedy"),
    [
        ("a.txt", b"", "is empty", "there is nothing in it to add"),
        ("a.txt", b"date 2025-02-12\n", "holds no text", "there is nothing in it to add"),
        ("a.txt", b"%PDF-1.4 and so on", "is a PDF file, not text", "give it the ending of its real format"),
        ("a.txt", bytes(range(256)) * 9, "is a binary file, not text", "convert it to text, or leave it out"),
        ("a.docx", b"PK no archive", "is damaged, cut off or no docx file", ANEW),
        ("a.docx", hostile_files.zipped({"a": "b"}), "is damaged, or isn't what its ending says", ANEW),
        ("a.docx", hostile_files.word(NO_TEXT_IN_WORD), "is damaged|holds no text", f"{ANEW}|save it as PDF"),
        ("a.docx", b"\xd0\xcf\x11\xe0", "is password-protected", "save it without a password"),
        ("a.epub", hostile_files.zipped({"a": "b"}), "no book", ANEW),
        ("a.pdf", b"no PDF", "is damaged, cut off or no PDF", ANEW),
        ("a.pdf", pdf_files.written([(11, "x")], password="y"), "is password-protected", "with --password"),
        ("a.pdf", pdf_files.scanned(), "has no text layer", r"run: pip install 'rag\[ocr\]'"),
        ("a.pdf", pdf_files.scanned(""), "holds no text", "there is nothing in it to add"),
        ("a.png", b"?", "is a picture", r"run: pip install 'rag\[ocr\]'"),
        ("a.json", b"{", "isn't JSON", ANEW),
        ("a.jsonl", b'{"text": "x"}\n{', "isn't JSON in line 2", "mend that line"),
        ("a.json", b"[]", "holds no text", "there is nothing in it to add"),
        ("a.json", b"[" * 90_000, "nested too deeply", "save it in a simpler format"),
        ("a.csv", hostile_files.wide_sheet(2_000), "2,000 columns", "keep those with text"),
        ("a.html", b"<html></html>", "holds no text", "save the page once its text is shown"),
        ("a.mp4", b"film", "'.mp4' files can't be read", "only .txt"),
    ],
)  # fmt: skip
def test_a_file_is_refused_by_name_with_what_to_do(name: str, raw: bytes, what: str, remedy: str) -> None:
    with pytest.raises(LoadError) as caught:
        load_part(Part(f"/{name}", name, raw), DEFAULT_OPTIONS)
    assert re.search(rf"\A{re.escape(name)}:? .*({what}).*({remedy})", str(caught.value)), str(caught.value)


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("a.zip", b"no archive", f"a.zip is damaged, cut off or no zip file .*; {ANEW}"),
        (
            "a.zip",
            hostile_files.zip_bomb(40),
            "times its size, as .* made to do harm; if you trust it, unpack",
        ),
        ("a.zip", hostile_files.zipped({"b.zip": "x"}), "b.zip is an archive in another file; unpack it"),
        ("a.mbox", b"Dear diary", "a.mbox is no mailbox: .*; export it again"),
    ],
)
def test_what_holds_files_is_refused_with_what_to_do(name: str, raw: bytes, why: str) -> None:
    (refusal,) = parts_of(Part(f"/{name}", name, raw), LoadOptions())
    assert isinstance(refusal, Refusal)
    assert re.search(why, refusal.reason), refusal.reason


def test_what_is_no_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"is a folder; add it as a folder, or name a file in it"):
        load(tmp_path)
    with pytest.raises(LoadError, match="no such file; check the name"):
        load(tmp_path / "a.txt")
