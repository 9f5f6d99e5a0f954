"""A model's name -> the model: through LangChain's ``init_chat_model``, or a GGUF file in process."""

import re
from pathlib import Path

from rag.errors import LanguageModelError, OptionError
from rag.llm.calling import ChatModel

HINT = "name it PROVIDER:MODEL, as in openai:gpt-4o-mini or ollama:llama3.2, or give a path.gguf"

_VARIABLE = re.compile(r"\b[A-Z]+_API_KEY\b")
_INSTALL = re.compile(r"pip install [\w\[\]',.-]*[\w\]']")


def is_file_name(name: str) -> bool:
    """Say whether a model's name means a file."""
    return name.lower().endswith(".gguf")


def open_chat_model(name: str) -> ChatModel:
    """Return the model of that name; nothing is asked of it yet.

    Raises:
        OptionError: there is no such provider, its package isn't installed, or the file isn't there.
        LanguageModelError: the provider's client can't be made, mostly for want of a key.
    """
    if is_file_name(name):
        return _gguf(Path(name).expanduser())
    try:
        from langchain.chat_models import init_chat_model
    except ImportError as exc:
        raise OptionError(
            f"--llm {name} needs LangChain, which is not installed; run: pip install 'rag[langchain]'"
        ) from exc
    try:
        # Attempts are ``calling.ask``'s to make: a client that makes its own would multiply them.
        return init_chat_model(name, temperature=0, max_retries=0)
    except ImportError as exc:
        install = _INSTALL.search(str(exc))
        command = install.group() if install else f"pip install langchain-{name.partition(':')[0]}"
        raise OptionError(f"--llm {name} needs a package that is not installed; run: {command}") from exc
    except ValueError as exc:
        if "infer model provider" in str(exc) or "nsupported" in str(exc):
            raise OptionError(f"--llm {name} names no provider that LangChain knows; {HINT}") from exc
        raise LanguageModelError(_unopened(name, exc)) from exc
    except Exception as exc:
        raise LanguageModelError(_unopened(name, exc)) from exc


def _unopened(name: str, exc: Exception) -> str:
    said = " ".join(str(exc).split())
    if "key" in said.casefold() or "credential" in said.casefold():
        variable = _VARIABLE.search(said)
        remedy = f"; set {variable.group()}" if variable else ""
        return f"no key is set for the language model {name}{remedy}"
    return f"the language model {name} can't be opened ({type(exc).__name__})"


def _gguf(path: Path) -> ChatModel:
    if not path.is_file():
        raise OptionError(f"there is no model file {path}; {HINT}")
    try:
        from rag.llm.gguf import GgufChatModel
    except ImportError as exc:
        raise OptionError(
            f"--llm {path} needs xllamacpp, which is not installed; run: pip install 'rag[local-llm]'"
        ) from exc
    return GgufChatModel(path=path)
