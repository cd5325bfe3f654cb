"""Everything the bot can do, in synchronous calls: the one door for commands, scheduler and command line.

Rule: it brings rooms together and holds no logic of its own; the time is always given.
"""

from bot.newsroom.chats import Chats
from bot.newsroom.digests import DIGEST_SPAN, DIGEST_STORIES, Digests
from bot.newsroom.intake import Intake
from bot.newsroom.links import Links
from bot.newsroom.lists import LATEST_SPAN, LISTED, SEARCH_SPAN, Lists
from bot.newsroom.refreshing import Refreshed, Refreshing
from bot.newsroom.sources import Added, Checked, Followed, Sources, SourceView
from bot.store import Quota

__all__ = [
    "DIGEST_SPAN",
    "DIGEST_STORIES",
    "LATEST_SPAN",
    "LISTED",
    "SEARCH_SPAN",
    "Added",
    "Checked",
    "Followed",
    "Intake",
    "Newsroom",
    "Quota",
    "Refreshed",
    "SourceView",
]


class Newsroom(Lists, Chats, Digests, Sources, Refreshing, Links):
    """The use cases. Safe to call from several threads; every call is durable when it returns.

    Made of the store, and of what fetches and reads documents; without these two it works on what it has, and says so to
    whoever asks for more.
    """
