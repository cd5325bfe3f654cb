"""An operator's mistakes are named, with what to do."""

import re
from pathlib import Path

import pytest

from bot.errors import BadSetting
from bot.settings import Settings, read_settings

EXAMPLE = Path(__file__).parents[1] / ".env.example"


def test_nothing_set_is_all_defaults() -> None:
    assert read_settings({}) == Settings()


def test_the_example_lists_every_setting_with_its_default() -> None:
    listed = dict(line.split("=", 1) for line in EXAMPLE.read_text().splitlines() if re.match("[A-Z]", line))
    assert read_settings(listed) == Settings()
    assert len(listed) == len(Settings.__slots__)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_API_URL", "telegram"),
        ("DATABASE_URL", "news.db"),
        ("LOG_LEVEL", "loud"),
        ("TICK_SECONDS", "soon"),
        ("TICK_SECONDS", "0"),
    ],
)
def test_a_bad_value_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        read_settings({name: value})


def test_without_a_token_it_says_how_to_get_one() -> None:
    with pytest.raises(BadSetting, match="BotFather"):
        Settings().require_token()
    with pytest.raises(BadSetting, match="not a bot token"):
        Settings("hello").require_token()


def test_the_token_never_shows() -> None:
    assert "SECRET" not in repr(Settings("12345:SECRET", database_url="postgresql://u:SECRET@h/d"))
