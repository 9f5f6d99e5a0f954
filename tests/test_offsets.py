"""A chunk, and so a quote, is exactly the characters of the stored text, whatever these are."""

from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunking import chunk_document
from index.errors import EmptyDocumentError, OcrNotFoundError
from index.loaders import markdown, pdf, text_document
from index.loaders.decode import decode
from index.types import Document
from tests import pdf_files

PLAIN = ["ferry", "Bridge", "Mr.", "U.S.", "3.5", "naïve", "“Yes.”", "he said:", "…", "\ufeff", "a" * 300]
MARKED = ["e\u0301te\u0301", "नमस्ते", "👩\u200d👩\u200d👧", "👍🏽", "🇩🇪"]
RIGHT_TO_LEFT = ["שלום", "مرحبا", "\u200fעברית\u200e"]
WORDS = st.sampled_from([*PLAIN, *MARKED, *RIGHT_TO_LEFT, "ﬁnd", "你好。", "한국어", "-" * 50])
GAPS = st.sampled_from(
    [
        " ",
        "  ",
        ". ",
        "! ",
        "\n",
        "\r\n",
        "\n\n",
        "\r\n\r\n",
        "\n- ",
        "\n1. ",
        ":\n\n",
        "\t",
        "\xa0",
        "\u2028",
    ]
)
MARKUP = st.sampled_from(
    ["\n# ", "\n\n## ", "\n```\n", "\n| ", " | ", "\n|---|\n", "\n---\n", "<!-- ", " -->", "**"]
)


def strings(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(WORDS, *parts), max_size=200).map("".join)


def check(document: Document) -> None:
    text = document.text
    told = [block for block in document.blocks if block.kind != "metadata"]
    wanted = {at for block in told for at in range(block.start, block.end) if not text[at].isspace()}
    metadata = {
        at for block in document.blocks if block.kind == "metadata" for at in range(block.start, block.end)
    }
    at = 0
    for span in chunk_document(document):
        chunk = text[span.start : span.end]
        assert at <= span.start < span.end <= len(text)
        assert chunk == chunk.strip() != ""
        covered = set(range(span.start, span.end))
        assert not covered & metadata
        wanted -= covered
        at = span.end
    assert not wanted


def check_blocks(document: Document) -> None:
    at = 0
    for block in document.blocks:
        assert at <= block.start < block.end <= len(document.text)
        assert document.text[block.start : block.end].strip()
        at = block.end


@given(strings(GAPS))
@settings(max_examples=150, deadline=None)
def test_chunks_of_text_are_its_exact_characters(text: str) -> None:
    try:
        document = text_document(text, source="x")
    except EmptyDocumentError:
        return
    assert document.text == text.removeprefix("\ufeff").replace("\r\n", "\n")
    check_blocks(document)
    check(document)


@given(strings(GAPS, MARKUP))
@settings(max_examples=150, deadline=None)
def test_chunks_of_markdown_are_its_exact_characters(text: str) -> None:
    parsed = markdown.parse_markdown(decode(text.encode(), "x"))
    document = Document("0" * 16, "x", "T", None, parsed.text, parsed.blocks, "0" * 64)
    check_blocks(document)
    check(document)


@given(st.lists(st.text("ab#$%&.- ", min_size=1, max_size=60), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_chunks_of_a_pdf_with_ligatures_are_its_exact_characters(lines: list[str]) -> None:
    meanings = {"#": "\ufb01", "$": "\ufb03", "%": "\u05e9", "&": "e\u0301"}
    try:
        parsed = pdf.parse(pdf_files.with_glyphs(lines, meanings), "x.pdf")
    except (EmptyDocumentError, OcrNotFoundError):  # nothing but blanks
        return
    document = Document("0" * 16, "x", "T", None, parsed.text, parsed.blocks, "0" * 64)
    assert not set(document.text) & {"\ufb01", "\ufb03", "\xad"}
    check_blocks(document)
    check(document)
