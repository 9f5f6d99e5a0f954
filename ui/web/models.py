"""Which language models may word answers here, and whether one can be reached."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from ui.errors import describe, expected_errors
from ui.web.session import QUOTED, Wording

logger = logging.getLogger(__name__)

LONGEST_NAME = 300


def ask_shortly(name: str) -> None:
    """Have a model say a word.

    Raises:
        OptionError: there is no such provider, package or file.
        LanguageModelError: it gives no reply.
    """
    from rag.errors import LanguageModelError
    from rag.llm.calling import Patience, ask
    from rag.llm.choosing import open_chat_model
    from rag.llm.prompting import Turn

    patience = Patience(first_seconds=60.0, next_seconds=20.0, total_seconds=90.0, attempts=1)
    pieces = ask(open_chat_model(name), [Turn("user", "Reply with the word: ready")], patience=patience)
    if not any(piece.text.strip() for piece in pieces):
        raise LanguageModelError(f"the language model {name} sent an empty reply")


@dataclass(frozen=True, slots=True)
class Connection:
    """What came of asking a model something."""

    seconds: float = 0.0
    problem: str | None = None
    """Why it can't be used; None if it replied, "" if the server's log alone says why."""


@dataclass(frozen=True, slots=True)
class Models:
    """The language models of one server.

    A model's name can open a file of the server, or send passages to a provider at the expense of whoever
    owns the key. So others than the one at the machine choose only among those that were named.
    """

    named: tuple[str, ...] = ()
    """By whoever started the server; the first words answers unless another is chosen."""
    free: bool = False
    """Whether the page may name others."""
    strict: bool = False
    """Whether what isn't borne out is left out unless the page says otherwise."""
    ask: Callable[[str], None] = ask_shortly
    """Asks a model something short and raises what goes wrong."""

    @property
    def default(self) -> Wording:
        """What words answers where nothing is chosen."""
        return Wording(self.named[0], self.strict) if self.named else QUOTED

    def permitted(self, chosen: Wording | None) -> Wording:
        """Return who words answers: what was chosen, as far as it is permitted, else the default."""
        if chosen is None or not (self.may_use(chosen.model) or not chosen.model):
            return self.default
        return chosen

    def may_use(self, name: str) -> bool:
        """Say whether the page may use a model of that name."""
        return name in self.named or (self.free and 0 < len(name) <= LONGEST_NAME)

    def connect(self, name: str) -> Connection:
        """Ask a model something, and tell what came of it."""
        began = perf_counter()
        try:
            self.ask(name)
        except expected_errors() as exc:
            return Connection(problem=describe(exc))
        except Exception:
            logger.exception("asking the language model failed")
            return Connection(problem="")
        return Connection(perf_counter() - began)
