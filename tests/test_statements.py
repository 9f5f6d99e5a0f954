from collections.abc import Sequence

from index.loaders import text_document
from rag.questions import wanted
from rag.reader import Reader, Reading
from rag.settling import settle
from rag.statements import LOOKED_AT, chosen, statements
from tests.rag_fakes import PLAIN, ScriptedReader, read_passage, shared_words


def told(question: str, *texts: str, reader: Reader | None = None) -> list[str]:
    passages = [read_passage(text_document(text, source=str(at)), {}) for at, text in enumerate(texts)]
    ranked = statements(
        question,
        passages,
        wanted(question),
        settled=settle(question, passages, similarity=shared_words),
        similarity=shared_words,
        reader=reader or ScriptedReader({}),
        calibration=PLAIN,
    )
    return [evidence.text for evidence in chosen(ranked)] if ranked else []


def test_the_sentence_nearest_to_the_question_is_told() -> None:
    text = "The bridge is old. The bridge fell in a storm. Nobody saw it."
    assert told("Why did the bridge fell down?", text) == ["The bridge fell in a storm."]


def test_sentences_almost_as_near_are_told_in_the_order_of_the_document() -> None:
    text = "The old bridge fell. Nobody saw it. In the storm the bridge fell."
    assert told("Why the bridge fell", text) == ["The old bridge fell.", "In the storm the bridge fell."]


def test_the_document_of_the_best_sentence_comes_first() -> None:
    assert told("Why did the old bridge fall", "Did the bridge fall?", "The old bridge did fall.") == [
        "The old bridge did fall."
    ]
    assert told("Why the bridge fell", "Why, the bridge fell.", "The bridge fell, that is why.") == [
        "Why, the bridge fell.",
        "The bridge fell, that is why.",
    ]


def test_only_what_is_reported_of_the_speaker_answers_what_he_said() -> None:
    question = "What did Berg say about the bridge?"
    assert told(question, "The bridge is what people say.\n\nBerg said the bridge was old.") == [
        "Berg said the bridge was old."
    ]
    assert told(question, "Berg crossed the bridge.") == []
    assert told(question, "“The bridge is old. It will fall,” Berg wrote.") == ["“The bridge is old."]


def test_a_question_answers_none() -> None:
    assert told("Is the bridge old?", "“Is the bridge old?” It was built in 1850.") == [
        "It was built in 1850."
    ]


def test_what_is_said_of_another_year_is_not_told() -> None:
    question = "Why did the bridge fall in 1960?"
    assert told(question, "In 1950 the bridge fell. Storms came.") == ["Storms came."]


def test_what_was_otherwise_answers_whether_it_was_so() -> None:
    assert told("Did the bridge fall in 1964?", "The bridge fell in 1968.") == ["The bridge fell in 1968."]
    assert told("Is it the longest bridge?", "It is the shortest bridge.") == ["It is the shortest bridge."]
    assert told("Why was the longest bridge closed?", "The shortest bridge was closed.") == []


def test_a_heading_is_not_told() -> None:
    text = "The old bridge\nThe bridge fell in a storm, and nobody saw it."
    assert told("Why did the old bridge fall?", text) == ["The bridge fell in a storm, and nobody saw it."]


def test_nothing_read_tells_nothing() -> None:
    assert told("Why did it fall?") == []


class Judging:
    """A ``Reader`` that takes what ends with a word for an answer, and nothing else."""

    def __init__(self, word: str) -> None:
        self.passages: list[str] = []
        self._word = word

    def read(self, question: str, passages: Sequence[str], *, headers: Sequence[str] = ()) -> list[Reading]:
        self.passages.extend(passages)
        return [Reading((), 0.0, relevance=8.0 if text.endswith(self._word) else -8.0) for text in passages]


def test_the_nearest_sentences_are_read_again_each_with_the_one_before() -> None:
    reader = Judging("storm.")
    text = "Why did the bridge stand. It fell in the storm. The old bridge was why."
    assert told("Why did the bridge fall?", text, reader=reader) == ["It fell in the storm."]
    assert sorted(reader.passages) == [
        "It fell in the storm. The old bridge was why.",
        "Why did the bridge stand.",
        "Why did the bridge stand. It fell in the storm.",
    ]


def test_no_more_sentences_are_read_again_than_the_best() -> None:
    reader = Judging("storm")
    told("Why did the bridge fall?", "The bridge fell. " * 9, reader=reader)
    assert len(reader.passages) == LOOKED_AT


def test_what_opens_the_section_of_a_heading_that_asks_the_same_is_told_together() -> None:
    text = "2. Why did the bridge fall?\n\nStorms. It was old, too. See page 2.\n\nWhy the bridge fell."
    assert told("Why did the bridge fall?", text) == ["Storms.", "It was old, too."]


def test_a_sentence_that_only_points_elsewhere_joins_none() -> None:
    text = "The bridge fell in a storm. For more information on why the bridge fell, see page 2."
    assert told("Why bridge fell storm?", text) == ["The bridge fell in a storm."]
    assert told("Why bridge fell?", "For more information on why the bridge fell, see page 2.") == [
        "For more information on why the bridge fell, see page 2."
    ]


def test_a_definition_is_told_before_what_has_more_words_of_the_question() -> None:
    text = "Our virtual package does it. A virtual package is a name."
    assert told("What does virtual package mean?", text) == ["A virtual package is a name."]
