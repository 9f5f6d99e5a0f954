from pathlib import Path

import pytest

from rag.errors import OptionError
from rag.llm.choosing import open_chat_model


def test_a_provider_whose_package_is_missing_is_named_with_its_install_command() -> None:
    with pytest.raises(OptionError, match="run: pip install langchain-groq"):
        open_chat_model("groq:llama3")


@pytest.mark.parametrize("name", ["nobody:model", "model"])
def test_an_unknown_provider_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(OptionError, match="openai:gpt-4o-mini"):
        open_chat_model(name)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="no model file"):
        open_chat_model(str(tmp_path / "model.gguf"))
