"""What every test may use."""

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--screenshot FILE` keeps the picture of the chat that the browser test makes: the one in the README."""
    parser.addoption(
        "--screenshot", type=Path, default=None, help="where the browser test leaves a picture of the chat"
    )
