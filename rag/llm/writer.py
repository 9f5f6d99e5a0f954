"""Prompt -> reply -> checked sentences -> an answer with its citations."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from rag.errors import LanguageModelError
from rag.llm.calling import ChatModel, Patience, ask
from rag.llm.evidence import Checked, check
from rag.llm.prompting import prompt_for
from rag.llm.replies import ReplyParser
from rag.llm.types import Sentence, Task, Written
from rag.prompts import ABSTAIN_PHRASE
from rag.retrieval import ReadPassage
from rag.types import Citation, Claim, ClaimEvent, TokenEvent, Usage
from rag.wording import tokens

_ABSTAINS = tokens(ABSTAIN_PHRASE)
_MOSTLY_INVENTED = "most of what the language model wrote is not borne out by the passages"
_HEARD_OUT = 3
"""How many more sentences than supported ones a model may invent before it is cut short."""


class ChatWriter:
    """Words answers with a chat model.

    Args:
        name: The model's, as it was chosen.
        open_model: Opens it, where it isn't given: when an answer is to be written.
        model: The model, opened.
        patience: How long it is waited for.
    """

    def __init__(
        self,
        name: str,
        open_model: Callable[[], ChatModel],
        *,
        model: ChatModel | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.name = name
        self._open = open_model
        self._patience = patience or Patience()
        self._model = model

    def write(self, task: Task) -> Iterator[TokenEvent | ClaimEvent | Written]:
        """Yield the reply as it comes, each sentence once it is checked, and what it came to; see ``Writer``.

        Raises:
            LanguageModelError: the model gave no usable reply.
        """
        if self._model is None:
            self._model = self._open()
        usable = [passage for passage in task.passages if passage.chunk.doc_id in task.documents]
        prompt = prompt_for(task.question, usable, history=task.history)
        parser, answer = ReplyParser(), _Answer()
        usage = Usage()
        for piece in ask(self._model, prompt.turns, patience=self._patience):
            usage = Usage(usage.input_tokens + piece.input_tokens, usage.output_tokens + piece.output_tokens)
            if piece.text:
                yield TokenEvent(piece.text)
            yield from answer.add(parser.feed(piece.text), prompt.passages, task)
        yield from answer.add(parser.finish(), prompt.passages, task)
        if not answer.sentences:
            raise LanguageModelError(f"the language model {self.name} sent an empty reply")
        if answer.supported < answer.unsupported:
            raise LanguageModelError(_MOSTLY_INVENTED)
        yield Written(answer.text, tuple(answer.claims), tuple(answer.citations), usage)


class _Answer:
    """What has been written so far."""

    def __init__(self) -> None:
        self.text = ""
        self.claims: list[Claim] = []
        self.citations: list[Citation] = []
        self.sentences = 0
        """All that the model wrote, those left out too."""
        self.supported = self.unsupported = 0
        self._said: set[tuple[str, ...]] = set()

    def add(
        self, sentences: Iterable[Sentence], passages: Sequence[ReadPassage], task: Task
    ) -> Iterator[ClaimEvent]:
        for sentence in sentences:
            self.sentences += 1
            words = tokens(sentence.text)
            # A small model can fall into a loop.
            if words == _ABSTAINS or words in self._said:
                continue
            self._said.add(words)
            checked = check(
                sentence, passages, task.documents, calibration=task.calibration, found=task.found
            )
            self.supported += checked.supported
            self.unsupported += not checked.supported
            if self.unsupported > self.supported + _HEARD_OUT:
                raise LanguageModelError(_MOSTLY_INVENTED)
            if checked.supported or not task.strict:
                yield self._append(checked)

    def _append(self, checked: Checked) -> ClaimEvent:
        cited = [self._numbered(citation) for citation in checked.citations]
        markers = tuple(dict.fromkeys(citation.marker for citation in cited))
        start = len(self.text) + 1 if self.text else 0
        self.text = f"{self.text} {checked.text}" if self.text else checked.text
        claim = Claim(start, len(self.text), markers, supported=checked.supported)
        self.claims.append(claim)
        return ClaimEvent(checked.text, claim, tuple(dict.fromkeys(cited)))

    def _numbered(self, new: Citation) -> Citation:
        """Return the citation of the same words that is there already, or this one with the next number."""
        place = (new.doc_id, new.start, new.end)
        for known in self.citations:
            if (known.doc_id, known.start, known.end) == place:
                return known
        self.citations.append(replace(new, marker=len(self.citations) + 1))
        return self.citations[-1]
