"""Which articles tell the same story; rule: an article is placed once, when it arrives, and is in exactly one story."""

from bot.stories.index import WINDOW, Index, assign

__all__ = ["WINDOW", "Index", "assign"]
