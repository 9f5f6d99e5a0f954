import json

import pytest

from tests.web_fakes import ATTACKS, abstained, answered, citation, passage
from ui.web.markdown import answer_to_text, to_json, to_markdown
from ui.web.session import Conversation, Turn

DAM = passage("The dam was built in 1931.", title="The dam", source="/docs/dam.txt", page=4)
ANSWER = answered("In 1931.", citations=[citation(1, DAM, "built in 1931")], passages=[DAM])


def talk(question: str = "When?") -> Conversation:
    turns = (
        Turn(question, answer=ANSWER),
        Turn("Who?", answer=abstained("not said")),
        Turn("Why?", stopped=True),
    )
    return Conversation("0" * 16, turns)  # fmt: skip


def test_markdown_has_each_answer_with_its_citations() -> None:
    assert to_markdown(talk()) == (
        "# When?\n\n## When?\n\nIn 1931. \\[1\\]\n\n"
        "\\[1\\] The dam, 12 February 2025, page 4, /docs/dam.txt\n\n> built in 1931\n\n"
        "## Who?\n\n**Not in your documents.** Not said.\n\n## Why?\n\nStopped.\n"
    )


def test_json_has_everything_that_is_known() -> None:
    exported = json.loads(to_json(talk()))
    assert exported["title"] == "When?"
    assert exported["turns"][0]["answer"]["citations"][0]["quote"] == "built in 1931"


def test_what_is_copied_has_its_citations() -> None:
    assert answer_to_text(ANSWER) == (
        "In 1931. [1]\n\n[1] The dam, 12 February 2025, page 4, /docs/dam.txt: “built in 1931”"
    )


@pytest.mark.parametrize("attack", [*ATTACKS, "# no heading", "- no item", "1. no item", "![x](http://x)"])
def test_no_text_is_markup(attack: str) -> None:
    exported = to_markdown(talk(attack))
    title = exported.splitlines()[0].removeprefix("# ")
    assert "<" not in title.replace("\\<", "")
    assert "](" not in title.replace("\\](", "")
    assert not title.startswith(("#", "- ", "1. "))
