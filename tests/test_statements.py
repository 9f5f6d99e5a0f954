from index.loaders import text_document
from rag.questions import wanted
from rag.statements import chosen, statements
from tests.rag_fakes import PLAIN, read_passage, shared_words


def told(question: str, *texts: str) -> list[str]:
    passages = [read_passage(text_document(text, source=str(at)), {}) for at, text in enumerate(texts)]
    ranked = statements(question, passages, wanted(question), similarity=shared_words, calibration=PLAIN)
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
    assert told("Why the bridge fell", "Why, the bridge fell.", "The bridge fell, why?") == [
        "Why, the bridge fell.",
        "The bridge fell, why?",
    ]


def test_only_what_is_reported_of_the_speaker_answers_what_he_said() -> None:
    question = "What did Berg say about the bridge?"
    assert told(question, "The bridge is what people say.\n\nBerg said the bridge was old.") == [
        "Berg said the bridge was old."
    ]
    assert told(question, "Berg crossed the bridge.") == []
    assert told(question, "“The bridge is old. It will fall,” Berg wrote.") == ["“The bridge is old."]


def test_nothing_read_tells_nothing() -> None:
    assert told("Why did it fall?") == []
