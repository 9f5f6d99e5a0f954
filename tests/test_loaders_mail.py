from index.loaders import LoadOptions, Part, Refusal
from index.loaders.mail import split_quoted
from index.loaders.options import DEFAULT_OPTIONS
from index.loaders.parts import parts_of
from index.reading import read_part
from index.types import Document
from tests.hostile_files import zipped

HEAD = (
    "From: Ida <ida@lake.example>\nDate: Tue, 5 Mar 2024 10:00:00 +0100\n"
    "Subject: =?utf-8?q?The_b=C3=A9nch?=\n"
)
PLAIN = f"{HEAD}\nIt broke.\n\nOn Monday, Olaf wrote:\n> Is the bench mended?\n> Please say.\n"
WITH_FILES = f"""{HEAD}Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain

See below.
--x
Content-Type: text/csv; name=crew.csv
Content-Disposition: attachment; filename="../crew.csv"

Name,Post
Ida,master
--x
Content-Type: image/png
Content-Disposition: attachment; filename=logo.png

xx
--x
Content-Type: message/rfc822

Subject: Older

Once upon a time.
--x--
"""


def found(name: str, raw: bytes, options: LoadOptions = DEFAULT_OPTIONS) -> list[Document | Refusal]:
    parts = parts_of(Part(f"/{name}", name, raw), options)
    return [read_part(part, options).found for part in parts]


def blocks(document: Document | Refusal) -> list[tuple[str | None, str]]:
    assert isinstance(document, Document)
    return [(block.place, document.text[block.start : block.end]) for block in document.blocks]


def test_a_mail_tells_its_fields_and_quotes_stand_apart() -> None:
    (mail,) = found("a.eml", PLAIN.encode())
    assert blocks(mail) == [
        (None, "From: Ida <ida@lake.example>\nDate: Tue, 05 Mar 2024 10:00:00 +0100\nSubject: The bénch"),
        (None, "It broke."),
        ("quoted message", "On Monday, Olaf wrote:\nIs the bench mended?\nPlease say."),
    ]
    assert isinstance(mail, Document)
    assert (mail.title, mail.title_from) == ("The bénch", "mail field Subject")
    assert (mail.published, mail.published_from) == ("2024-03-05", "mail field Date")


def test_what_follows_an_original_message_line_is_quoted() -> None:
    assert split_quoted("Yes.\n\n-----Original Message-----\nFrom: Olaf\nReally?") == (
        "Yes.\n",
        "From: Olaf\nReally?",
    )


def test_a_mail_of_markup_alone_is_read() -> None:
    (mail,) = found("a.eml", f"{HEAD}Content-Type: text/html\n\n<p>It <b>broke</b>.</p>".encode())
    assert blocks(mail)[1] == (None, "It broke.")


def test_attachments_are_documents_of_their_own() -> None:
    mail, table, picture, older = found("a.eml", WITH_FILES.encode())
    assert blocks(mail)[1] == (None, "See below.")
    assert isinstance(table, Document)
    assert table.source == "/a.eml/_crew.csv"
    assert blocks(table)[1] == ("row 2", "Name: Ida | Post: master")
    assert isinstance(picture, Refusal)
    assert picture.skipped
    assert blocks(older)[1] == (None, "Once upon a time.")


def test_a_mailbox_holds_messages_by_their_number() -> None:
    box = f"From ida Tue Mar 5\n{PLAIN}\nFrom olaf Wed Mar 6\nSubject: Two\n\n>From here on.\n"
    first, second = found("a.mbox", box.encode())
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.source, second.source) == ("/a.mbox/1.eml", "/a.mbox/2.eml")
    assert second.text == "Subject: Two\n\nFrom here on."


def test_a_file_that_is_no_mailbox_is_refused() -> None:
    (refusal,) = found("a.mbox", b"Dear diary")
    assert isinstance(refusal, Refusal)
    assert "a.mbox is no mailbox" in refusal.reason


def test_an_archive_holds_documents_under_its_name() -> None:
    raw = zipped(
        {"b/../../etc/one.txt": "It broke.", "b/.hidden.txt": "x", "__MACOSX/b.txt": "x", "logo.png": "x"}
    )
    one, picture = found("a.zip", raw)
    assert isinstance(one, Document)
    assert one.source == "/a.zip/b/etc/one.txt"
    assert isinstance(picture, Refusal)
    assert picture.skipped


def test_an_archive_with_too_much_in_it_is_refused_unopened() -> None:
    (refusal,) = found("a.zip", zipped({f"{n}.txt": "x" for n in range(10_001)}))
    assert refusal == Refusal("/a.zip", "a.zip holds 10,001 entries; at most 10,000 are read: unpack it")
    (refusal,) = found("a.zip", zipped({"a.txt": b" " * 20_000_000}))
    assert isinstance(refusal, Refusal)
    assert "times its size" in refusal.reason


def test_a_mail_in_a_mail_in_a_mail_comes_to_an_end() -> None:
    mail = "Subject: end\n\nThe end."
    for depth in range(8):
        mail = (
            f"Subject: {depth}\nContent-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n"
            f"Content-Type: message/rfc822\n\n{mail}\n--b{depth}--\n"
        )
    *mails, refusal = found("a.eml", mail.encode())
    assert [mail.title for mail in mails if isinstance(mail, Document)] == ["7", "6", "5", "4", "3"]
    assert isinstance(refusal, Refusal)
    assert "lies in 5 files" in refusal.reason


def test_an_unknown_file_alone_is_refused() -> None:
    (refusal,) = found("a.xyz", b"x")
    assert isinstance(refusal, Refusal)
    assert not refusal.skipped


def test_parts_without_text_are_refused_by_name() -> None:
    (refusal,) = found("a.eml", b"")
    assert refusal == Refusal("/a.eml", "a.eml is empty: there is nothing in it to add")
