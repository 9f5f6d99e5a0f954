"""From a follow-up and what was said before it to a question that stands alone.

A question that leans on the conversation (``turns.leans``) takes along those words of the questions before it
and of the last answer that are likeliest to be what it is about.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rag.ellipsis import Completion, completed
from rag.errors import OptionError
from rag.rarity import rarity
from rag.turns import Word, content_words, keys_of, leans
from rag.types import Message

MOST = 3
"""Words that a question takes along at most."""

# Which words people take along: fitted as in ``turns``. A word counts for being in the first question, in the
# latest one that stood alone, in the latest of all, and towards the end of a question; for being a name, the
# more where a person is meant, and for being rare; and for each time that the last answer says it.
_OPENING, _ANCHOR, _LATEST, _POSITION = 1.7, 0.8, 0.7, 0.6
_NAME, _PERSON, _RARE = 0.9, 1.0, 0.9
_EACH_TIME, _ANSWER_BEGINS, _TAKEN_UP, _ANSWERED_BEFORE = 0.45, 0.5, 1.1, 1.0
_TIMES_THAT_COUNT = 3
_OLD_OPENING = 1.2
"""What the first question counts once another has changed the topic."""
_LEAST, _LEAST_BESIDE_ANSWER = 2.1, 4.2
"""The least score of a word beside the best: an answer has many words, of which few are wanted."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_PERSONAL = re.compile(r"\b(?:s?he|him|hers?|his)\b", re.IGNORECASE)
_WHO = re.compile(r"\b(?i:who[ms]?e?)\b(?! (?:is|was) [A-Z])")
"""Asks for a person; "Who is Anna Berg?" names the one that is meant by what follows."""


def checked_history(history: Sequence[Message]) -> tuple[Message, ...]:
    """Return the turns of a conversation, oldest first.

    Raises:
        OptionError: one of them isn't a message of the user or the assistant.
    """
    for turn, message in enumerate(history, start=1):
        role, content = message.get("role"), message.get("content")
        if role not in {"user", "assistant"} or not isinstance(content, str):
            raise OptionError(
                f"turn {turn} of the history is not a message; "
                "give {'role': 'user' or 'assistant', 'content': text}"
            )
    return tuple(history)


def standalone_question(question: str, history: Sequence[Message]) -> str:
    """Return ``question`` with the words that a follow-up leaves out; unchanged where it stands alone.

    One that breaks off is made whole after the question before it (``ellipsis``) where that can be done.
    Other words stand behind it in brackets, in the order in which they were first said.

    Raises:
        ModelFileError: the vocabulary that tells rare words from common ones is missing or damaged.
    """
    asked = [message["content"] for message in history if message["role"] == "user"]
    if not asked:
        return question
    whole = completed(question, asked)
    if whole is None:
        whole = Completion(question)
        leaning = leans(question, keys_of(asked))
    else:  # what its "else" points to, it now has itself
        earlier = keys_of(asked[:-1])
        leaning = whole.points_back or (
            bool(earlier) and leans(whole.question.replace(" else ", " ", 1), earlier)
        )
    if not leaning:
        return whole.question
    carried = _carried(whole, _Said.before(history, asked))
    return f"{whole.question} ({' '.join(carried)})" if carried else whole.question


@dataclass(frozen=True, slots=True)
class _Said:
    questions: tuple[tuple[Word, ...], ...]
    anchor: int
    """The place of the latest question that stood alone."""
    opening: float
    """What the words of the first question count."""
    asks_who: bool
    """Whether the last question does."""
    answer: tuple[Word, ...]
    """The last one's; empty where the last question has none."""
    answer_begins: frozenset[str]
    """The keys of its first sentence."""
    answered_before: frozenset[str]
    """The keys of all other answers; empty once the topic has changed."""

    @classmethod
    def before(cls, history: Sequence[Message], asked: Sequence[str]) -> "_Said":
        answers = [message["content"] for message in history if message["role"] == "assistant"]
        last = answers.pop() if answers and history[-1]["role"] == "assistant" else ""
        stood_alone = [at for at, question in enumerate(asked) if not leans(question, keys_of(asked[:at]))]
        anchor = max(stood_alone, default=0)
        changed = anchor > 0 and keys_of([asked[anchor]]).isdisjoint(keys_of(asked[:anchor]))
        return cls(
            questions=tuple(content_words(question) for question in asked),
            anchor=anchor,
            opening=_OLD_OPENING if changed else _OPENING,
            asks_who=bool(_WHO.search(asked[-1])),
            answer=content_words(last),
            answer_begins=keys_of(_SENTENCE_END.split(last, maxsplit=1)[:1]),
            answered_before=frozenset() if changed else keys_of(answers),
        )

    def is_given(self, key: str) -> bool:
        """Say whether the beginning of the last answer has a word that its question hasn't."""
        return key in self.answer_begins and all(word.key != key for word in self.questions[-1])


def _carried(whole: Completion, said: _Said) -> list[str]:
    """Return the words that score best, in the order in which they were first said."""
    question = whole.question
    own = keys_of([question])
    known = own | whole.replaced
    every = [word for turn in (*said.questions, said.answer) for word in turn if word.key not in known]
    texts: dict[str, str] = {}
    for word in every:
        texts.setdefault(word.key, word.text)
    names = {word.key for word in every if word.is_name}
    person = bool(_PERSONAL.search(question))
    scores = _scores(texts, said)
    totals = {key: scores[key] + _RARE * rarity(text) for key, text in texts.items()}
    for key in names:
        totals[key] += _NAME + _PERSON * person
    least = _LEAST_BESIDE_ANSWER if said.answer else _LEAST
    given = [key for key in names if said.is_given(key)] if person and said.asks_who else []
    again = [] if own else [word.key for turn in said.questions for word in turn]  # "Why?" repeats a question
    if only := given or again:
        texts = {key: text for key, text in texts.items() if key in only}
        least = 0.0
    ranked = sorted(texts, key=lambda key: -totals[key])[:MOST]
    chosen = [*ranked[:1], *(key for key in ranked[1:] if totals[key] >= least)]
    return [text for key, text in texts.items() if key in chosen]


def _scores(keys: Collection[str], said: _Said) -> dict[str, float]:
    """Return what each word counts for the places where it was said."""
    times = Counter(word.key for word in said.answer)
    scores = {}
    for key in keys:
        score = _EACH_TIME * min(times[key], _TIMES_THAT_COUNT)
        score += _ANSWER_BEGINS * (key in said.answer_begins)
        score += _ANSWERED_BEFORE * (key in said.answered_before)
        places = [at for at, turn in enumerate(said.questions) if any(word.key == key for word in turn)]
        if places:
            score += said.opening * (places[0] == 0) + _LATEST * (places[-1] == len(said.questions) - 1)
            score += _ANCHOR * (said.anchor in places) + _TAKEN_UP * (key in times)
            score += _POSITION * _position(key, said.questions[places[-1]])
        scores[key] = score
    return scores


def _position(key: str, turn: Sequence[Word]) -> float:
    """Return how far behind in a question a word last stands; 1 for its end."""
    return max(at for at, word in enumerate(turn, start=1) if word.key == key) / len(turn)
