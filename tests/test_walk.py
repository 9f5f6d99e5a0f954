import os
from pathlib import Path

import pytest

from index.errors import LoadError
from index.loaders import PICTURES
from index.walk import Found, find_files


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("text")
    return path


def names(found: Found, root: Path) -> list[str]:
    return [file.path.relative_to(root).as_posix() for file in found.files]


def test_a_folder_gives_its_known_files_by_name_down_to_the_bottom(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b/c.HTML", "c.pdf", "film.mp4", "Makefile"):
        touch(tmp_path / name)
    found = find_files([tmp_path], index_dir=tmp_path / ".rag")
    assert names(found, tmp_path) == ["a/b/c.HTML", "a/z.md", "b.txt", "c.pdf"]
    assert found.skipped == 2
    assert not any(file.explicit for file in found.files)


def test_hidden_things_installed_packages_and_the_index_are_passed_over_and_counted(tmp_path: Path) -> None:
    for name in (".hidden.txt", ".git/x.txt", "venv/x.txt", "node_modules/x.txt", "__pycache__/x.txt"):
        touch(tmp_path / name)
    touch(tmp_path / "index" / "x.txt")
    touch(tmp_path / "kept.txt")
    found = find_files([tmp_path], index_dir=tmp_path / "index")
    assert names(found, tmp_path) == ["kept.txt"]
    assert found.skipped == 6


def test_pictures_in_a_folder_are_passed_over_as_long_as_nothing_reads_them(tmp_path: Path) -> None:
    for name in ("a.txt", "holiday/1.jpg", "holiday/2.JPG", "scan.tiff"):
        touch(tmp_path / name)

    def reads_pictures(path: Path) -> bool:
        return path.suffix.lower() in {".txt", *PICTURES}

    def reads_none(path: Path) -> bool:
        return path.suffix == ".txt"

    index = tmp_path / ".rag"
    found = find_files([tmp_path], index_dir=index, known=reads_pictures)
    assert names(found, tmp_path) == ["a.txt", "holiday/1.jpg", "holiday/2.JPG", "scan.tiff"]
    found = find_files([tmp_path], index_dir=index, known=reads_none)
    assert (names(found, tmp_path), found.skipped) == (["a.txt"], 3)


def test_a_named_file_stays_whatever_its_type(tmp_path: Path) -> None:
    photo = touch(tmp_path / "photo.jpg")
    found = find_files([photo], index_dir=tmp_path / ".rag")
    assert [(file.path, file.explicit) for file in found.files] == [(photo, True)]
    assert found.skipped == 0


def test_a_hidden_folder_that_is_named_is_searched(tmp_path: Path) -> None:
    touch(tmp_path / ".notes" / "a.txt")
    assert names(find_files([tmp_path / ".notes"], index_dir=tmp_path / ".rag"), tmp_path) == [".notes/a.txt"]


def test_what_is_given_twice_is_found_once_and_a_name_counts_more_than_its_folder(tmp_path: Path) -> None:
    a, b = touch(tmp_path / "a.txt"), touch(tmp_path / "b.txt")
    twice = [tmp_path, b, tmp_path / "x" / ".." / "a.txt", tmp_path]
    (tmp_path / "x").mkdir()
    found = find_files(twice, index_dir=tmp_path / ".rag")
    assert [(file.path, file.explicit) for file in found.files] == [(a, True), (b, True)]


def test_relative_paths_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path / "a.txt")
    monkeypatch.chdir(tmp_path)
    assert find_files([Path()], index_dir=Path(".rag")).files[0].path == tmp_path / "a.txt"


def test_links_that_lead_in_a_circle_end(tmp_path: Path) -> None:
    touch(tmp_path / "docs" / "a.txt")
    (tmp_path / "docs" / "loop").symlink_to(tmp_path / "docs", target_is_directory=True)
    assert names(find_files([tmp_path], index_dir=tmp_path / ".rag"), tmp_path) == ["docs/a.txt"]


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"nowhere\.txt: no such file or folder"):
        find_files([tmp_path / "nowhere.txt"], index_dir=tmp_path / ".rag")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every folder")
def test_a_folder_that_cannot_be_opened_is_left_for_the_loader_to_report(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    touch(locked / "a.txt")
    locked.chmod(0)
    try:
        assert names(find_files([tmp_path], index_dir=tmp_path / ".rag"), tmp_path) == ["locked"]
    finally:
        locked.chmod(0o700)
