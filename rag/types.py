"""The values an answer is made of. All are frozen; ``to_dict`` gives what ``--json`` prints."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar

from rag.wording import members

if TYPE_CHECKING:
    from index.types import Chunk, DocumentInfo

Mode = Literal["extractive", "model"]
StageName = Literal["search", "read", "write", "answer"]

_T = TypeVar("_T")


class Message(TypedDict):
    """One turn of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words an answer rests on.

    ``quote == Collection.document(doc_id).text[start:end]``: checked before the answer is given out.
    """

    marker: int
    """Numbered from 1, in reading order of the answer."""
    doc_id: str
    source: str
    title: str
    published: str | None
    page: int | None
    start: int
    end: int
    quote: str
    score: float
    """How sure the reader is that the quote answers the question, 0 to 1."""
    also_in: tuple[str, ...] = ()
    """The other sources that hold the same document, byte for byte."""
    place: str | None = None
    """Where it stands in a format that has other places than pages: "slide 3", "Sheet1 row 40"."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that was read for the answer, cited or not."""

    doc_id: str
    source: str
    title: str
    published: str | None
    page: int | None
    heading: str | None
    start: int
    end: int
    text: str
    score: float
    """The reader's relevance, 0 to 1; higher is better."""
    also_in: tuple[str, ...] = ()
    """The other sources that hold the same document, byte for byte."""
    place: str | None = None
    """Where it stands in a format that has other places than pages: "slide 3", "Sheet1 row 40"."""

    @classmethod
    def of(cls, chunk: "Chunk", info: "DocumentInfo", *, score: float) -> "Passage":
        """Return a chunk as a passage of the document that ``info`` is of."""
        return cls(
            doc_id=chunk.doc_id,
            source=info.source,
            title=info.title,
            published=info.published,
            page=chunk.page,
            heading=chunk.heading,
            start=chunk.start,
            end=chunk.end,
            text=chunk.text,
            score=score,
            also_in=info.sources[1:],
            place=chunk.place,
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """A stretch of the answer and what it rests on: ``answer.text[start:end]``."""

    start: int
    end: int
    markers: tuple[int, ...]
    supported: bool


@dataclass(frozen=True, slots=True)
class Version:
    """What some of the documents say where others say something else: ``answer.text[start:end]``."""

    short: str
    """The bare answer of these documents."""
    published: str | None
    """The latest date of theirs, "YYYY-MM-DD"; None where none is known."""
    start: int
    end: int
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """What a language model counted: tokens of its own."""

    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say to a question, or that they don't."""

    question: str
    standalone_question: str
    """The question as it was searched, with what the conversation adds."""
    text: str
    """A sentence or a few, without markers; the abstain phrase where ``abstained``."""
    short: str
    """The bare answer, several joined with "; "; "" where there is none."""
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]
    """What was read, best first."""
    abstained: bool
    reason: str
    """Why it abstained; "" where it didn't."""
    confidence: float
    """That the answer is right, 0 to 1."""
    mode: Mode
    versions: tuple[Version, ...] = ()
    """What documents that disagree say, newest first; empty where they agree."""
    timings: Mapping[str, float] = field(default_factory=dict)
    """Seconds a stage, and "total"."""
    model: str = ""
    """The language model that wrote it; "" where none did."""
    usage: Usage = Usage()
    """What that model counted; zeros where it doesn't."""
    notice: str = ""
    """Why the language model that was asked for didn't write it; "" where none was, or it did."""

    @property
    def members(self) -> tuple[str, ...]:
        """The bare answers one by one: the members of a list, or what ``short`` enumerates ("a, b and c")."""
        listed = tuple(filter(None, self.short.split("; ")))
        return members(self.short) if len(listed) == 1 else listed

    def __str__(self) -> str:
        """Return the text with its ``[1]`` markers, each behind the claim that rests on it."""
        parts: list[str] = []
        at = 0
        for claim in self.claims:
            parts.append(self.text[at : claim.end])
            parts.append("".join(f" [{marker}]" for marker in claim.markers))
            at = claim.end
        parts.append(self.text[at:])
        return "".join(parts)

    def to_dict(self) -> dict[str, Any]:
        """Return plain dicts, lists, strings and numbers, under the field names."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Answer":
        """Read back what ``to_dict`` gave; fields that another version added are passed over.

        Raises:
            KeyError, TypeError: it isn't an answer.
        """
        return built(
            cls,
            data,
            claims=tuple(built(Claim, claim, markers=tuple(claim["markers"])) for claim in data["claims"]),
            citations=tuple(_with_sources(Citation, citation) for citation in data["citations"]),
            passages=tuple(_with_sources(Passage, passage) for passage in data["passages"]),
            versions=tuple(
                built(Version, version, markers=tuple(version["markers"]))
                for version in data.get("versions", ())
            ),
            usage=built(Usage, data.get("usage", {})),
        )


def built(kind: type[_T], data: Mapping[str, Any], **converted: Any) -> _T:
    """Return a dataclass made of the fields that ``data`` has for it, with those that were ``converted``."""
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    return kind(**({key: value for key, value in data.items() if key in known} | converted))


def _with_sources(kind: type[_T], data: Mapping[str, Any]) -> _T:
    return built(kind, data, also_in=tuple(data.get("also_in", ())))


@dataclass(frozen=True, slots=True)
class StageEvent:
    """The pipeline enters a stage."""

    stage: StageName
    count: int
    """Passages the stage works on: those searched, read, given to a language model, or cited."""


@dataclass(frozen=True, slots=True)
class TokenEvent:
    """A piece of a language model's reply as it came: nothing of it is checked yet."""

    text: str


@dataclass(frozen=True, slots=True)
class ClaimEvent:
    """A sentence of a language model's reply, checked."""

    text: str
    claim: Claim
    """Where it stands in the answer's text, and whether it is supported."""
    citations: tuple[Citation, ...]
    """Those that the claim's markers name."""


@dataclass(frozen=True, slots=True)
class DoneEvent:
    """The last event of a stream."""

    answer: Answer


Event = StageEvent | TokenEvent | ClaimEvent | DoneEvent
