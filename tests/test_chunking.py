import random
from pathlib import Path

import pytest
from tokenizers import Tokenizer

import index
from index.chunking import MAX_TOKENS, chunk_document, with_header
from index.loaders import text_document
from index.loaders.markdown import parse_markdown
from index.tokens import count_tokens
from index.types import Block, Document

TOKENIZER = Path(index.__file__).parent / "models" / "tokenizer.json"
SENTENCE = (
    "The committee of the lake towns met again in the old hall and talked about the ferry. "  # 17 tokens
)


def plain(text: str) -> Document:
    return text_document(text, source="x", title="T")


def markdown(text: str) -> Document:
    parsed = parse_markdown(text)
    return Document("0" * 16, "x.md", parsed.title or "T", None, parsed.text, parsed.blocks, "0" * 64)


def chunks(document: Document) -> list[str]:
    return [document.text[span.start : span.end] for span in chunk_document(document)]


def test_short_paragraphs_share_a_chunk() -> None:
    assert chunks(plain("One.\n\nTwo.\n\nThree.")) == ["One.\n\nTwo.\n\nThree."]


def test_a_paragraph_that_fits_is_never_split() -> None:
    paragraph = (SENTENCE * 7).strip()  # 119 tokens: two don't fit in one chunk
    assert chunks(plain(f"{paragraph}\n\n{paragraph}")) == [paragraph, paragraph]


def test_a_long_paragraph_is_cut_at_sentence_ends_into_even_chunks() -> None:
    found = chunks(plain(SENTENCE * 20))  # 340 tokens: two chunks would be 170 each
    assert found == [(SENTENCE * 10).strip()] * 2


def test_a_long_sentence_is_cut_between_words() -> None:
    text = " ".join(f"word{number}" for number in range(400)) + "."
    found = chunks(plain(text))
    assert " ".join(found) == text
    assert all(count_tokens(chunk) <= MAX_TOKENS for chunk in found)


def test_text_without_any_space_is_cut_all_the_same() -> None:
    found = chunks(plain("x9" * 3000))
    assert "".join(found) == "x9" * 3000
    assert all(count_tokens(chunk) <= MAX_TOKENS for chunk in found)


@pytest.mark.parametrize("cluster", ["e\u0301", "👩\u200d👩\u200d👧", "👍🏽", "🇩🇪"])
def test_a_visible_character_is_never_torn(cluster: str) -> None:
    for chunk in chunks(plain(cluster * 500)):
        assert chunk == cluster * (len(chunk) // len(cluster))


def test_a_list_stays_with_the_line_that_introduces_it() -> None:
    items = "\n".join(f"- the {name} pier" for name in ("north", "east", "south", "west"))
    introduced = f"The towns repaired these four:\n{items}"
    found = chunks(plain(SENTENCE * 9 + introduced))  # too much for one chunk
    assert len(found) == 2
    assert found[-1].endswith(introduced)


def test_a_list_too_long_for_one_chunk_is_cut_between_items() -> None:
    items = [f"- item {number}: {SENTENCE.strip()}" for number in range(30)]
    found = chunks(plain("The reasons are:\n" + "\n".join(items)))
    assert found[0].startswith("The reasons are:\n- item 0")
    assert "\n".join(found) == "The reasons are:\n" + "\n".join(items)
    assert all(chunk.startswith(("The", "- item")) for chunk in found)


def test_a_heading_goes_with_its_section() -> None:
    text = f"# Guide\n\n{SENTENCE * 8}\n\n## Ferry\n\n{SENTENCE * 8}"
    found = chunk_document(document := markdown(text))
    assert [span.heading for span in found] == [None, "Guide"]
    assert document.text[found[1].start :].startswith("Ferry\n\nThe committee")


def test_a_chunk_does_not_cross_into_another_outermost_section() -> None:
    found = chunks(markdown("# Guide\n\n## A\n\nOne.\n\n### Deep\n\nTwo.\n\n## B\n\nThree."))
    assert found == ["Guide\n\n## A\n\nOne.\n\n### Deep\n\nTwo.", "B\n\nThree."]


def test_metadata_is_in_no_chunk() -> None:
    assert chunks(markdown("---\ntitle: T\n---\nOne.\n\n<!-- secret -->\n\nTwo.")) == ["One.", "Two."]


def test_a_last_heading_without_text_is_kept() -> None:
    assert chunks(markdown("One.\n\n# End")) == ["One.\n\n# End"]


def test_a_tiny_rest_joins_the_chunk_before_it() -> None:
    found = chunks(plain(f"{SENTENCE * 9}\n\nThe end."))
    assert len(found) == 1


def test_the_page_of_a_chunk_is_the_one_it_starts_on() -> None:
    text = "One.\n\nTwo."
    blocks = (Block(0, 4, "paragraph", 3), Block(6, 10, "paragraph", 4))
    spans = chunk_document(Document("0" * 16, "x.pdf", "T", None, text, blocks, "0" * 64))
    assert [(span.start, span.end, span.page) for span in spans] == [(0, 10, 3)]


def test_a_document_of_metadata_alone_has_no_chunks() -> None:
    assert chunk_document(Document("0", "x", "T", None, "a: b", (Block(0, 4, "metadata"),), "0")) == ()


def test_the_header_says_what_the_text_does_not() -> None:
    header = with_header("Text.", title="Title", published="2025-02-12", heading="Title > Part > Sub")
    assert header == "Title | 2025-02-12 | Part > Sub\nText."
    assert with_header("Text.", title="Title", published=None, heading="Title") == "Title\nText."
    assert (
        with_header("The king has left", title="The king has…", published=None, heading=None)
        == "The king has left"
    )


def test_a_long_header_keeps_the_innermost_heading() -> None:
    header = with_header("Text.", title="t" * 90, published=None, heading="h" * 90 + " > Inner").splitlines()[
        0
    ]
    assert header == "t" * 80 + " | " + "h" * 72 + " > Inner"


def texts() -> dict[str, str]:
    pick = random.Random(5)
    digits = "0123456789"
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/"

    def word(alphabet: str, length: int) -> str:
        return "".join(pick.choices(alphabet, k=length))

    return {
        "English": SENTENCE * 30,
        "capitals": SENTENCE.upper() * 30,
        "medicine": "Immunohistochemistry demonstrated alpha-fetoprotein; thrombocytopenia persisted. " * 20,
        "German": "Rechtsschutzversicherungsgesellschaften veröffentlichten Berichte über Grundstücke. " * 20,
        "Indonesian": "Para pemimpin membahas kemungkinan mencapai perdamaian dan pertahanan baru. " * 20,
        "Polish": "Przywódcy omówili możliwości osiągnięcia trwałego pokoju i zwiększenia nakładów. " * 20,
        "Russian": "Руководители обсудили возможности достижения мира и новые технологии обороны. " * 20,
        "Greek": "Οι ηγέτες συζήτησαν τις δυνατότητες επίτευξης της ειρήνης στην περιοχή. " * 20,
        "Arabic": "ناقش الزعيمان إمكانيات تحقيق السلام وتطوير تقنيات دفاعية جديدة. " * 20,
        "Chinese": "两位领导人讨论了实现和平的可能性，以及开发新的防御技术。" * 30,
        "Korean": "두 정상은 평화를 이룰 가능성과 새로운 방위 기술 개발을 논의했다. " * 20,
        "emoji": "Great news 🎉🎉 for the team 👩‍👩‍👧‍👦 today 😀! " * 40,
        "numbers": " ".join(str(pick.random() * 10 ** pick.randint(0, 9)) for _ in range(300)),
        "long digits": " ".join(word(digits, 90) for _ in range(20)),
        "addresses": " ".join(
            f"https://www.example.com/{word(letters, 20)}?id={word(digits, 6)}&x=_" for _ in range(40)
        ),
        "base64": "\n".join(word(letters, 76) for _ in range(60)),
        "code": "for(int i=0;i<n;++i){a[i]=b[i]*c[i]+(d[i]>>2)&0xff;if(!p||*p=='\\0')return(-1);}\n" * 20,
        "dashes": ("-" * 70 + "\n") * 30,
        "contents": "\n".join(f"Chapter {number} {'.' * 60} {number * 7}" for number in range(40)),
        "table": "\n".join(f"| {word(letters, 3)} | {pick.random():.3f} | x_y | -- |" for _ in range(80)),
        "random words": " ".join(word(letters[:26], pick.randint(3, 12)) for _ in range(500)),
    }


@pytest.mark.parametrize("kind", texts())
def test_a_chunk_with_its_header_has_at_most_256_word_pieces(kind: str) -> None:
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    text = texts()[kind]
    title, published, heading = text[:100], "2025-02-12", text[-100:]
    blocks = (Block(0, len(text), "paragraph", heading=heading),)
    document = Document("0" * 16, "x", title, published, text, blocks, "0" * 64)
    read = [
        with_header(text[span.start : span.end], title=title, published=published, heading=heading)
        for span in chunk_document(document)
    ]
    assert max(len(encoding.ids) for encoding in tokenizer.encode_batch(read)) <= 256


def test_what_looks_like_a_special_token_is_counted_as_text() -> None:
    assert count_tokens("<|endoftext|>") == 7
