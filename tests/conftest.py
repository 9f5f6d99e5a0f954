"""What several tests share: a browser, and the options of those that kill and hurry."""

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

_CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=25, help="how often test_crash kills a writer")
    parser.addoption("--seconds", type=int, default=10, help="how long test_crash reads and writes at once")
    parser.addoption("--damaged", type=int, default=100, help="how many files test_damaged_files damages")


@pytest.fixture
def damaged_files(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--damaged"))


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--kills"))


@pytest.fixture
def seconds(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--seconds"))


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Chromium, as it is installed on this machine."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("these tests need Chromium; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(_CHROMIUM))
        yield opened
        opened.close()
