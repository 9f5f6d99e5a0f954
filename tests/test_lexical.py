from pathlib import Path

from index.lexical import LexicalIndex

ROWS = [
    (1, "a", "The cats were running through the garden"),
    (2, "b", "A dog sleeps"),
    (3, "c", "Dogs and a cat AND NOT one bird"),
]


def found(index: LexicalIndex, query: str, among: list[str] | None = None) -> list[int]:
    return [chunk_id for chunk_id, _ in index.search(query, 10, among=among)]


def test_words_match_in_any_inflection() -> None:
    index = LexicalIndex.in_memory(ROWS)
    assert set(found(index, "cat")) == {1, 3}
    assert set(found(index, "dogs")) == {2, 3}
    assert found(index, "run") == [1]


def test_the_rarer_match_scores_higher() -> None:
    hits = LexicalIndex.in_memory(ROWS).search("cat garden", 10)
    assert hits[0][0] == 1
    assert hits[0][1] > hits[1][1] > 0


def test_no_character_inside_a_word_makes_a_phrase_of_it() -> None:
    index = LexicalIndex.in_memory([(1, "a", "the gene mir 21 and its target")])
    assert found(index, "what does mir_21 do") == [1]
    for code in [*range(0x20, 0x3000), *range(0xFF00, 0xFFF0), *range(0x1D400, 0x1D800)]:
        assert found(index, f"mir {code:x}{chr(code)}b") == [1]


def test_nothing_in_a_question_is_an_operator() -> None:
    index = LexicalIndex.in_memory(ROWS)
    for question in ('cat AND -garden OR "running"', "text:cat^9", "(cat", "[cat TO dog}", "cat~2 +bird \\"):
        assert set(found(index, question)) >= {1, 3}


def test_a_question_without_words_finds_nothing() -> None:
    index = LexicalIndex.in_memory(ROWS)
    assert found(index, "?! …") == []
    assert found(index, "") == []


def test_a_very_long_question_is_searched_by_its_first_words() -> None:
    index = LexicalIndex.in_memory(ROWS)
    assert found(index, "garden " + " ".join(f"w{i}" for i in range(5000))) == [1]


def test_only_allowed_documents_are_returned() -> None:
    index = LexicalIndex.in_memory(ROWS)
    assert found(index, "cat", among=["c", "zzz"]) == [3]
    assert found(index, "cat", among=[]) == []


def test_an_updated_index_forgets_and_learns(tmp_path: Path) -> None:
    LexicalIndex.update(tmp_path, removed=[], added=ROWS)
    LexicalIndex.update(tmp_path, removed=[1], added=[(4, "d", "Another cat")])
    index = LexicalIndex.load(tmp_path)
    assert len(index) == 3
    assert set(found(index, "cat")) == {3, 4}
