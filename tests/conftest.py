"""Options of the tests that kill and hurry."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=25, help="how often test_crash kills a writer")
    parser.addoption("--seconds", type=int, default=10, help="how long test_crash reads and writes at once")


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--kills"))


@pytest.fixture
def seconds(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--seconds"))
