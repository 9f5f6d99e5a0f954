"""What the page's browser tests ask, and what is answered: two documents that disagree."""

from dataclasses import replace

from rag.types import Answer, Claim, Version
from tests.web_fakes import answered, citation, document, passage

_LINES = "\n\n".join(f"Line {number}." for number in range(1, 80))
NEW = document(
    f"{_LINES}\n\nIt cost 5 million.", source="new.txt", title="New report", published="2025-02-12"
)
OLD = document("It cost 4 million.", source="old.txt", title="Old report", published="2024-05-01")
OTHER = document("The town lies below.", source="town.txt", title="The town")
DOCUMENTS = [NEW, OLD, OTHER]

_NEW_PASSAGE = passage(
    "It cost 5 million.",
    start=NEW.text.index("It cost"),
    doc_id=NEW.doc_id,
    title=NEW.title,
    source=NEW.source,
    published=NEW.published,
)
_OLD_PASSAGE = passage(
    OLD.text, doc_id=OLD.doc_id, title=OLD.title, source=OLD.source, published=OLD.published
)
_TEXT = "It cost 5 million. It cost 4 million."

ANSWERS: dict[str, Answer] = {
    "What did it cost?": replace(
        answered(
            _TEXT,
            short="5 million; 4 million",
            citations=[
                citation(1, _NEW_PASSAGE, "It cost 5 million."),
                citation(2, _OLD_PASSAGE, "It cost 4 million."),
            ],
            passages=[_NEW_PASSAGE, _OLD_PASSAGE],
        ),
        claims=(Claim(0, 18, (1,), True), Claim(19, 37, (2,), True)),
        versions=(
            Version("5 million", NEW.published, 0, 18, (1,)),
            Version("4 million", OLD.published, 19, 37, (2,)),
        ),
    ),
}
