"""The settings, read once from a mapping into one frozen value; rule: a bad value stops with its name and the remedy.

`.env.example` lists the same names; a test keeps the two alike.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.errors import BadSetting

TELEGRAM = "https://api.telegram.org"
FIRST_STEPS = (
    "newsbot needs the token of a Telegram bot. To get one: open Telegram, write to @BotFather, send /newbot and follow "
    "its two questions. Then put the line BOT_TOKEN=... with what it gives you into a file named .env here, and start again. "
    "To look at newsbot without a token: newsbot demo"
)


@dataclass(frozen=True, slots=True)
class Settings:
    """All that an operator can set; the token never shows in a repr."""

    bot_token: str = field(default="", repr=False)
    bot_api_url: str = TELEGRAM
    database_url: str = field(default="sqlite:///newsbot.db", repr=False)  # may hold a password
    log_level: str = "info"
    tick: timedelta = timedelta(seconds=15)

    def require_token(self) -> str:
        """The token; BadSetting with three steps to get one when there is none."""
        if not self.bot_token:
            raise BadSetting("BOT_TOKEN", FIRST_STEPS)
        if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]{8,}", self.bot_token):
            raise BadSetting("BOT_TOKEN", "this is not a bot token; one looks like 123456789:AAF-long-random-letters.")
        return self.bot_token


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings in these variables; absent and empty ones take their defaults. Raises BadSetting."""
    defaults = Settings()

    def value(name: str, default: str) -> str:
        return environment.get(name, "").strip() or default

    return Settings(
        bot_token=value("BOT_TOKEN", ""),
        bot_api_url=_api_url(value("BOT_API_URL", defaults.bot_api_url)),
        database_url=_database_url(value("DATABASE_URL", defaults.database_url)),
        log_level=_log_level(value("LOG_LEVEL", defaults.log_level)),
        tick=_seconds("TICK_SECONDS", value("TICK_SECONDS", "15")),
    )


def _api_url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", text):
        raise BadSetting("BOT_API_URL", f"{text!r} is not a web address; the default is {TELEGRAM}.")
    return text.rstrip("/")


def _database_url(text: str) -> str:
    if not text.startswith(("sqlite:///", "postgres://", "postgresql://", "postgresql+psycopg://")):
        raise BadSetting("DATABASE_URL", "use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE.")
    return text


def _log_level(text: str) -> str:
    if text.upper() not in logging.getLevelNamesMapping():
        raise BadSetting("LOG_LEVEL", f"{text!r} is unknown; use debug, info, warning or error.")
    return text.lower()


def _seconds(name: str, text: str) -> timedelta:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) or not 0 < float(text) <= 60:
        raise BadSetting(name, f"{text!r} is not a number of seconds between 0 and 60.")
    return timedelta(seconds=float(text))
