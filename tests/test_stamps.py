import os
from pathlib import Path

from index.stamps import settled_stamp, stamp


def test_a_stamp_changes_with_the_file(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("one")
    before = stamp(file.stat())
    assert stamp(file.stat()) == before
    file.write_text("three")
    assert stamp(file.stat()) != before


def test_a_time_that_was_set_back_does_not_deceive(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("one")
    status = file.stat()
    (tmp_path / "new").write_text("two")
    (tmp_path / "new").rename(file)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert stamp(file.stat()) != stamp(status)


def test_a_file_that_changed_just_now_has_no_stamp_to_rely_on(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("one")
    status = file.stat()
    changed = max(status.st_mtime, status.st_ctime)
    assert settled_stamp(status, changed + 1) is None
    assert settled_stamp(status, changed + 3) == stamp(status)
