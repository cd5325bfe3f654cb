"""Stories -> a digest -> Messages: select, compose, render; rule: pure, so the same stories and clock give the same bytes."""

from bot.digest import render, times
from bot.digest.compose import compose, tell
from bot.digest.links import sentence_url
from bot.digest.select import importance, latest_first, select, told_by

__all__ = ["compose", "importance", "latest_first", "render", "select", "sentence_url", "tell", "times", "told_by"]
