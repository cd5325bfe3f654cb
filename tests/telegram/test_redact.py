"""A canary token through everything that writes."""

import io
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bot.telegram import redact

CANARY = "123456789:AAcanary-canary_canary-canary_canary"
ODD = "an-odd-token-of-another-server"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the root logger's handler writes, everything included."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s %(extra)s", defaults={"extra": ""}))
    root, hook, levels = (
        logging.getLogger(),
        sys.excepthook,
        {name: logging.getLogger(name).level for name in redact._QUIETER},
    )
    root.addHandler(handler)
    redact.install([ODD])
    yield out
    root.removeHandler(handler)
    for one in root.handlers:
        one.filters = [item for item in one.filters if not isinstance(item, redact.Redaction)]
    sys.excepthook = hook
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


class Quoting:
    def __repr__(self) -> str:
        return f"Bot({CANARY})"


@pytest.mark.parametrize("secret", [CANARY, ODD])
@pytest.mark.parametrize("level", [logging.WARNING, logging.ERROR, logging.CRITICAL])
def test_no_token_is_ever_written(written: io.StringIO, secret: str, level: int) -> None:
    log = logging.getLogger("tests.canary")
    log.log(level, "calling https://api.telegram.org/bot%s/getMe", secret)
    log.log(level, f"and again {secret}, {{}}")  # noqa: G004 - exactly what must do no harm
    log.log(level, "an object: %r", Quoting(), extra={"extra": secret})
    try:
        raise ValueError(f"inside {secret}")
    except ValueError:
        log.exception("it failed", stack_info=True)
    assert "getMe" in written.getvalue()
    assert "ValueError" in written.getvalue()
    assert secret not in written.getvalue()
    assert CANARY not in written.getvalue()


def test_httpx_writes_no_addresses(written: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot%s/getMe", CANARY)
    assert written.getvalue() == ""


def test_a_crash_prints_its_traceback_without_the_token() -> None:
    program = f"from bot.telegram import redact; redact.install(); raise SystemError('at bot{CANARY}/getMe')"
    crashed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "SystemError: at bot<token>/getMe" in crashed.stderr
    assert CANARY not in crashed.stderr
