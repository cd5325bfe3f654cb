"""Keeps bot tokens out of every log line, traceback and crash report.

Rule: installed once, before anything is logged. httpx writes the whole request URL, token included, at INFO; the filter
would catch that too, but what is never written needs no catching.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterable
from types import TracebackType

_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
_HIDDEN = "<token>"
_QUIETER = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "apscheduler": logging.WARNING,
    # A whole page of HTML and a traceback for every 502; the outcome is logged where it is dealt with, in one line.
    "telegram.request.BaseRequest": logging.CRITICAL,
}
_STANDARD = frozenset(vars(logging.makeLogRecord({})))


class Redaction(logging.Filter):
    """Replaces whatever looks like a bot token, and these secrets, in all parts of a record."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = tuple(secret for secret in secrets if secret)

    def clean(self, text: str) -> str:
        """The text without tokens."""
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return _TOKEN.sub(_HIDDEN, text)

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true; the record is changed in place."""
        # Formatted here: arguments may be objects whose text holds the token.
        record.msg, record.args = self.clean(record.getMessage()), ()
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = self.clean("".join(traceback.format_exception(*record.exc_info)).rstrip("\n"))
            record.exc_info = None
        if record.exc_text:
            record.exc_text = self.clean(record.exc_text)
        if record.stack_info:
            record.stack_info = self.clean(record.stack_info)
        for name in vars(record).keys() - _STANDARD:
            record.__dict__[name] = self.clean(str(record.__dict__[name]))
        return True


def install(secrets: Iterable[str] = ()) -> Redaction:
    """Clean what the root logger's handlers write and what an uncaught exception prints; quiet the chatty libraries.

    Call it after the handlers are there; handlers of other loggers are theirs to clean.
    """
    redaction = Redaction(secrets)
    for handler in logging.getLogger().handlers:
        handler.addFilter(redaction)
    for name, level in _QUIETER.items():
        logging.getLogger(name).setLevel(level)

    def print_cleanly(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        sys.stderr.write(redaction.clean("".join(traceback.format_exception(kind, error, trace))))

    sys.excepthook = print_cleanly
    return redaction
