"""The bare answer in what a language model wrote: the reader's own, where the model says the same.

Words that a person looks for ("five", "Ada Lind") stand somewhere in a written sentence. The reader has found
them in the documents on its own; where the model writes them too, and cites a passage that has them, two have
come to the same answer.
"""

from collections.abc import Iterable, Sequence

from rag.llm.types import Written
from rag.types import Claim
from rag.wording import holds, tokens

_Words = tuple[str, ...]


def bare_answer(question: str, offered: Iterable[str], written: Written) -> str:
    """Return the first of the bare answers offered that was written and cited; "" if none was.

    Args:
        question: A word that it says itself is no answer to it.
        offered: What the passages offer, best first, several joined with "; "; "" is passed over.
        written: What a language model made of the same passages, checked.
    """
    asked = tokens(question)
    borne_out = [claim for claim in written.claims if claim.supported]
    said = [tokens(written.text[claim.start : claim.end]) for claim in borne_out]
    quoted = [_quoted(claim, written) for claim in borne_out]
    for short in filter(None, offered):
        members = [tokens(member) for member in short.split("; ")]
        if all(_answers(member, asked, said, quoted) for member in members):
            return short
    return ""


def _answers(member: _Words, asked: _Words, said: Sequence[_Words], quoted: Sequence[_Words]) -> bool:
    return not holds(asked, member) and any(
        holds(sentence, member) and holds(quote, member) for sentence, quote in zip(said, quoted, strict=True)
    )


def _quoted(claim: Claim, written: Written) -> _Words:
    cited = (citation for citation in written.citations if citation.marker in claim.markers)
    return tuple(word for citation in cited for word in tokens(citation.quote))
