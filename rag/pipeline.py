"""standalone question -> search -> read -> answer -> cite -> check -> Answer."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from time import perf_counter
from typing import TypeVar

from index.types import NO_FILTER, PassageStore, SearchFilter
from rag.agreement import bare_answer
from rag.answers import NOTHING, Candidate, Offer, candidates
from rag.calibration import Calibration, load_calibration
from rag.citations import check, cite, cite_statements, documents_of
from rag.config import DEFAULT_K, SEARCHED
from rag.conversation import checked_history, standalone_question
from rag.dating import asks_for_date, date_offer
from rag.definitions import asked_term
from rag.disagreement import disagreeing
from rag.drafts import Draft, agreeing, joined, side_by_side
from rag.errors import LanguageModelError, OptionError
from rag.llm.types import Task, Writing, Written
from rag.prompts import ABSTAIN_PHRASE, MODEL_FAILED, MODEL_FOUND_NONE, NO_ANSWER
from rag.questions import Wanted, clean_question, wanted
from rag.reader import Reader
from rag.recency import asks_for_latest, newest
from rag.retrieval import Found, ReadPassage, find, read_passages
from rag.settling import Settled, settle
from rag.similarity import Similarity, shipped_similarity
from rag.statements import chosen, statements
from rag.types import Answer, DoneEvent, Event, Message, Passage, StageEvent, StageName, Usage
from rag.wording import holds, tokens

HOPELESS = 0.3
"""Below this confidence the reader is sure that nothing answers: a language model isn't asked.

Of 1,000 questions over SQuAD's paragraphs, 2% of those that the reader has right lie below; without the
paragraphs that answer, 53%.
"""

LOOKS = 2
"""How often passages are read before an answer is said not to be there.

Of 1,000 questions over SQuAD's paragraphs, 8% are looked at twice, without the paragraphs that answer 74%.
Where it was 7%, the share whose own paragraph comes first rose from .899 to .903, that of the wrongly
silent fell from .070 to .065; of those without an answer six more in a thousand were answered.
"""

BARE = 5
"""How many of the reader's answers are looked for in what a language model wrote."""

_T = TypeVar("_T")


class Pipeline:
    """Answers questions from one index. Safe from several threads if its store and reader are.

    Args:
        store: Where passages are found.
        reader: Finds answers in them.
        calibration: What the reader's scores mean; by default those of the shipped reader.
        similarity: Compares sentences with a question; by default by the shipped embedder's vectors.
    """

    def __init__(
        self,
        store: PassageStore,
        reader: Reader,
        *,
        calibration: Calibration | None = None,
        similarity: Similarity | None = None,
    ) -> None:
        self._store = store
        self._reader = reader
        self._calibration = calibration or load_calibration()
        self._similarity = similarity

    def answer(
        self,
        question: str,
        *,
        k: int = DEFAULT_K,
        where: SearchFilter = NO_FILTER,
        history: Sequence[Message] = (),
        writing: Writing | None = None,
    ) -> Answer:
        """Return the answer that ``stream`` ends with."""
        events = self.stream(question, k=k, where=where, history=history, writing=writing)
        return next(event.answer for event in events if isinstance(event, DoneEvent))

    def stream(
        self,
        question: str,
        *,
        k: int = DEFAULT_K,
        where: SearchFilter = NO_FILTER,
        history: Sequence[Message] = (),
        writing: Writing | None = None,
    ) -> Iterator[Event]:
        """Yield a ``StageEvent`` on entering each stage, then one ``DoneEvent`` with the answer.

        Where a language model writes, its reply comes before that as ``TokenEvent`` and ``ClaimEvent``. If it
        fails, the answer is quoted as if there were none, and its ``notice`` says why.

        Args:
            question: One question.
            k: How many passages are read at once, 1 to 50, and of how many the answer is made. Before it is
                said that they don't answer, as many again are read.
            where: Which documents may be used.
            history: The conversation before the question, oldest turn first.
            writing: Who words the answer; None quotes it.

        Raises:
            QuestionError: the question is empty or too long.
            OptionError: ``k`` or a turn of the history can't be used.
            InvalidFilterError: a date in ``where`` can't be read; raised when the search begins.
        """
        asked = clean_question(question)
        told = checked_history(history)
        standalone = standalone_question(asked, told)
        return self._stages(asked, standalone, k=_checked(k), where=where, history=told, writing=writing)

    def passages(
        self, question: str, *, k: int = DEFAULT_K, where: SearchFilter = NO_FILTER
    ) -> tuple[Passage, ...]:
        """Return the ``k`` passages that fit a question best, as the reader ranks them, best first.

        Raises:
            QuestionError: the question is empty or too long.
            OptionError: ``k`` can't be used.
            InvalidFilterError: a date in ``where`` can't be read.
        """
        asked = clean_question(question)
        chunks = find(self._store, asked, where=where).chunks[: max(_checked(k), DEFAULT_K)]
        return self._shown(self._best(read_passages(self._store, self._reader, asked, chunks))[:k])

    def _stages(
        self,
        asked: str,
        standalone: str,
        *,
        k: int,
        where: SearchFilter,
        history: Sequence[Message],
        writing: Writing | None,
    ) -> Iterator[Event]:
        clock = _Clock()
        form = wanted(standalone)
        read: tuple[ReadPassage, ...] = ()
        usable: Sequence[ReadPassage] = ()
        offer = NOTHING
        draft = Draft()
        written: Written | None = None
        failure = ""

        yield StageEvent("search", 0)
        with clock.stage("search"):
            found = find(self._store, standalone, where=where)
        for first in range(0, min(LOOKS * k, len(found.chunks)), k):
            chunks = found.chunks[first : first + k]
            yield StageEvent("read", len(chunks))
            with clock.stage("read"):
                more = read_passages(self._store, self._reader, standalone, chunks, first_rank=first + 1)
                read = self._best([*read, *more])[:k]
                latest = asks_for_latest(standalone)
                usable = newest(read, calibration=self._calibration) if latest else read
                offer = self._offer(standalone, form, usable)
            if offer.sure:
                break
        if writing and usable and _worth_writing(offer, writing):
            yield StageEvent("write", len(usable))
            task = Task(
                standalone,
                history,
                usable,
                documents_of(self._store, usable),
                self._calibration,
                strict=writing.strict,
                found=self._sure_answer(standalone, offer, form),
            )
            try:
                for event in clock.timed("write", writing.writer.write(task)):
                    if isinstance(event, Written):
                        written = event
                    else:
                        yield event
            except LanguageModelError as exc:
                failure = str(exc)
            if written is not None and not written.text and offer.sure:
                # What is in the documents is the reader's to say: a passage may talk a model out of it.
                written, failure = None, MODEL_FOUND_NONE
        if written is None and offer.sure:
            yield StageEvent("answer", len(offer.evidence))
            with clock.stage("answer"):
                draft = self._draft(offer, form)
        if written is not None:
            short = bare_answer(standalone, self._bare(offer, form), written)
            draft = Draft(written.text, short, claims=written.claims, citations=written.citations)

        yield DoneEvent(
            Answer(
                question=asked,
                standalone_question=standalone,
                text=draft.text or ABSTAIN_PHRASE,
                short=draft.short,
                claims=draft.claims,
                citations=draft.citations,
                passages=self._shown(read),
                abstained=not draft.text,
                reason="" if draft.text else _why_silent(written, found),
                confidence=offer.confidence,
                mode="extractive" if written is None else "model",
                versions=draft.versions,
                timings=clock.timings(),
                model=writing.writer.name if writing and written else "",
                usage=written.usage if written else Usage(),
                notice=MODEL_FAILED.format(reason=failure) if failure and draft.text else failure,
            )
        )

    def _offer(self, question: str, form: Wanted, read: Sequence[ReadPassage]) -> Offer:
        """Return the best answer that the passages offer, be it good enough or not."""
        calibration = self._calibration
        if dated := self._date_offer(question, read):
            return dated
        settled = settle(question, read, similarity=self._similarity or shipped_similarity())
        if form.form == "sentences":
            return self._whole_sentences(question, form, read, settled)
        offered = candidates(read, calibration=calibration, question=question)
        if settled:
            inside = [each for each in offered if any(map(settled.answers, each.evidence))]
            if inside and inside[0].score >= calibration.threshold:
                offered = (inside[0], *(each for each in offered if each is not inside[0]))
            elif (told := self._whole_sentences(question, form, read, settled, only_settled=True)).sure:
                return told
        if not offered:
            return NOTHING
        versions: tuple[Candidate, ...] = ()
        if form.form == "span" and not asked_term(question):
            versions = disagreeing(question, offered, calibration=calibration)
        return Offer(
            offered[0].evidence,
            confidence=calibration.confidence(offered[0].score),
            sure=offered[0].score >= calibration.threshold,
            versions=versions,
            candidates=offered,
        )

    def _whole_sentences(
        self,
        question: str,
        form: Wanted,
        read: Sequence[ReadPassage],
        settled: Settled,
        *,
        only_settled: bool = False,
    ) -> Offer:
        ranked = statements(
            question,
            read,
            form,
            settled=settled,
            similarity=self._similarity or shipped_similarity(),
            reader=self._reader,
            calibration=self._calibration,
            only_settled=only_settled,
        )
        if not ranked:
            return NOTHING
        return Offer(
            chosen(ranked),
            confidence=self._calibration.statement_confidence(ranked[0].score),
            sure=ranked[0].score >= self._calibration.statement_threshold,
            whole=True,
        )

    def _date_offer(self, question: str, read: Sequence[ReadPassage]) -> Offer | None:
        documents = documents_of(self._store, read[:1]) if asks_for_date(question) else {}
        return date_offer(question, read, documents, calibration=self._calibration) if documents else None

    def _draft(self, offer: Offer, form: Wanted) -> Draft:
        """Return the wording of an answer with its citations, checked; empty if nothing of it stands."""
        told = [version.evidence for version in offer.versions] or [offer.evidence]
        documents = documents_of(self._store, (e.passage for e in chain.from_iterable(told)))
        if offer.whole:
            sentences = cite_statements(offer.evidence, documents, calibration=self._calibration)
            return joined(check(sentences, documents))
        cited = [cite(evidence, form, documents, calibration=self._calibration) for evidence in told]
        exact = [excerpts for excerpts in (check(each, documents) for each in cited) if excerpts]
        return side_by_side(exact) if len(exact) > 1 else agreeing(exact[0] if exact else ())

    def _sure_answer(self, question: str, offer: Offer, form: Wanted) -> str:
        """Return the bare answer if it is sure and no word of the question, which a model repeats anyhow."""
        short = next(self._bare(offer, form), "") if offer.sure else ""
        return "" if holds(tokens(question), tokens(short)) else short

    def _bare(self, offer: Offer, form: Wanted) -> Iterator[str]:
        """Yield the bare answers that the passages offer, best first, as ``Answer.short`` has them."""
        documents = documents_of(self._store, (each.best.passage for each in offer.candidates[:BARE]))
        for candidate in offer.candidates[:BARE]:
            yield from (
                each.short
                for each in cite(candidate.evidence[:1], form, documents, calibration=self._calibration)
            )

    def _best(self, read: Iterable[ReadPassage]) -> tuple[ReadPassage, ...]:
        """Rank passages by the reader; ties keep the order of the search."""
        return tuple(sorted(read, key=lambda passage: -passage.score(self._calibration)))

    def _shown(self, passages: Sequence[ReadPassage]) -> tuple[Passage, ...]:
        calibration = self._calibration
        return tuple(
            Passage.of(passage.chunk, passage.info, score=calibration.confidence(passage.score(calibration)))
            for passage in passages
        )


class _Clock:
    """Measures stages; what the caller does between two events isn't counted."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: StageName) -> Iterator[None]:
        began = perf_counter()
        yield
        self._seconds[name] = self._seconds.get(name, 0.0) + perf_counter() - began

    def timed(self, name: StageName, items: Iterator[_T]) -> Iterator[_T]:
        """Yield the items of a stage that gives them out one by one."""
        self._seconds[name] = 0.0
        while True:
            began = perf_counter()
            try:
                item = next(items)
            except StopIteration:
                return
            finally:
                self._seconds[name] += perf_counter() - began
            yield item

    def timings(self) -> dict[str, float]:
        return {**self._seconds, "total": sum(self._seconds.values())}


def _worth_writing(offer: Offer, writing: Writing) -> bool:
    """Say whether a model is asked: not to find what isn't there, nor to choose between documents."""
    if offer.unread:
        return False
    return writing.always or (offer.confidence >= HOPELESS and not offer.versions)


def _why_silent(written: Written | None, found: Found) -> str:
    return MODEL_FOUND_NONE if written is not None else found.reason or NO_ANSWER


def _checked(k: int) -> int:
    if not 1 <= k <= SEARCHED:
        raise OptionError(f"k={k} passages can't be read; choose 1 to {SEARCHED}")
    return k
