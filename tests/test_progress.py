import pytest

from index.types import Progress
from tests.ui_fakes import terminal
from ui.progress import add_reporter, embedded_share


@pytest.mark.parametrize(
    ("progress", "before", "share"),
    [
        (Progress(0, 1, 64, 256, "embedding"), 0, 0.25),
        (Progress(10, 20, 950, 1000, "embedding"), 900, 0.5),
        (Progress(3, 4, 900, 900, "d.txt"), 900, 0.0),
    ],
)
def test_a_file_at_work_counts_as_far_as_it_is_embedded(
    progress: Progress, before: int, share: float
) -> None:
    assert embedded_share(progress, before) == share


def test_the_bar_tells_files_chunks_and_what_is_at_work() -> None:
    stream = terminal()
    with add_reporter(stream) as reporter:
        reporter.progress(Progress(0, 1, 0, 1256, "/docs/book.pdf"))
        reporter.progress(Progress(0, 1, 1064, 1256, "embedding"))
    stream.flush()
    shown = stream.buffer.getvalue().decode()  # type: ignore[attr-defined]
    assert "0/1" in shown
    assert "1,064/1,256 chunks" in shown
