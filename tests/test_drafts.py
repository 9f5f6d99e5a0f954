from rag.citations import Excerpt
from rag.drafts import Draft, agreeing, joined
from rag.types import Citation, Claim


def excerpt(marker: int, text: str, short: str = "") -> Excerpt:
    return Excerpt(short, text, Citation(marker, "d", "s", "t", None, None, 0, 1, "q", 0.5))


def test_excerpts_that_agree_support_the_words_of_the_first() -> None:
    draft = agreeing([excerpt(1, "Anna won.", "Anna"), excerpt(2, "So Anna won.", "Anna")])
    assert (draft.text, draft.short) == ("Anna won.", "Anna")
    assert draft.claims == (Claim(0, 9, (1, 2), supported=True),)


def test_joined_excerpts_each_support_their_own_words() -> None:
    draft = joined([excerpt(1, "It rained."), excerpt(2, "It was old.")])
    assert (draft.text, draft.short) == ("It rained. It was old.", "")
    assert draft.claims == (Claim(0, 10, (1,), supported=True), Claim(11, 22, (2,), supported=True))


def test_nothing_makes_an_empty_draft() -> None:
    assert agreeing([]) == joined([]) == Draft()
