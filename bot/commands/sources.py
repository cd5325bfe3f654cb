"""/add, /sources, /remove: what a chat reads; rule: in groups admins decide, and a site is only ever fetched beside the line.

The feeds a site offers stand as links in the message that offers them, so a button need only say which: `feed:CHECKSUM`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from zlib import crc32

from bot.commands import press
from bot.commands.access import admins_only
from bot.commands.links import host_of
from bot.commands.start import LATEST, SOURCES, lead_on
from bot.digest import render
from bot.errors import UserCanFix
from bot.ingest import SourceHint
from bot.message import Button, Deferred, File, Message, Reply, bold, join, link
from bot.model import Chat, Incoming
from bot.newsroom import Newsroom, Quota, SourceView

ASKED = "source"  # `Chat.asked` while an address is waited for
_PAGE = 5
_MOST_OFFERED = 8  # feeds of one site
_MOST_ADDED = 5  # addresses in one message
_ADD = Button("Add a source", press="go:add")
_EXPORT = Button("Save as a file", press="opml:all")


@admins_only
def add(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """`/add ADDRESS`, or `/add` alone, which asks for one."""
    chat = newsroom.meet(incoming, now)
    addresses = _addresses(incoming)
    if not addresses:
        newsroom.ask(chat, ASKED)
        return [Message("Which site? Send me its address, such as example.com, and I look for its news there.")]
    newsroom.ask(chat, "")
    return [reply for url in addresses[:_MOST_ADDED] for reply in _look(newsroom, chat, url, now)]


def answered(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """The address that was asked for."""
    return add(newsroom, incoming, now) if incoming.is_admin else []


@admins_only
def chosen(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """One of the feeds a site offers: `feed:CHECKSUM` of a link in the message the button hangs on."""
    chat = newsroom.meet(incoming, now)
    url = next((url for url in incoming.links if _checksum(url) == press.data(incoming)), None)
    if url is None:
        raise UserCanFix("I can't see this choice any more. Send /add and the address once more.")
    return _look(newsroom, chat, url, now, edits=True)


def sources(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """What the chat reads, with what can be changed about it."""
    return [_listed(newsroom, newsroom.meet(incoming, now), 0)]


def turn(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """Another page of it: `reads:FIRST`."""
    first = press.number(press.data(incoming))
    return [replace(_listed(newsroom, newsroom.meet(incoming, now), first), edits=True)]


@admins_only
def mute(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """`mute:SOURCE:FIRST`: the chat hears no more of it; FIRST is the page to go back to."""
    return _change(newsroom, incoming, now, newsroom.mute)


@admins_only
def unmute(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """`unmute:SOURCE:FIRST`."""
    return _change(newsroom, incoming, now, newsroom.unmute)


@admins_only
def drop(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """`drop:SOURCE:FIRST`: the chat is done with a source of its own."""
    return _change(newsroom, incoming, now, newsroom.unfollow)


@admins_only
def remove(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """`/remove 3` of /sources, `/remove ADDRESS`, `/remove WORDS`; alone it shows them."""
    chat = newsroom.meet(incoming, now)
    views = newsroom.sources_of(chat)
    wanted = incoming.words.strip()
    if not wanted:
        return [_listed(newsroom, chat, 0)]
    found = _find(views, wanted)
    if not found:
        return lead_on(f"None of your sources is “{wanted[:60]}”.", [SOURCES, LATEST])
    if len(found) > 1:
        buttons = [[Button(view.source.title, press=f"drop:{view.source.id}:0")] for view in found[:_MOST_OFFERED]]
        return lead_on("Which one?", *buttons)
    (view,) = found
    newsroom.unfollow(chat, view.source.id)
    how = "It is read by everybody here, so it is muted for you." if view.is_shared else "You hear no more of it."
    return lead_on(f"Removed: {view.source.title}. {how}", [SOURCES, _ADD])


def export(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """All of it as a file that every feed reader takes: `opml:all`."""
    chat = newsroom.meet(incoming, now)
    count = render.count(len(newsroom.sources_of(chat)), "source", "sources")
    caption = f"{count}, as a list that other feed readers take, and I take back."
    return [File("newsbot-sources.opml", newsroom.export_opml(chat), caption)]


# --- adding -----------------------------------------------------------------------------------------------------


def _addresses(incoming: Incoming) -> list[str]:
    """What was linked, else the words, each with https:// where it says nothing else."""
    words = incoming.words.split()
    given = incoming.links or [word for word in words if "." in word] or words[:1]
    whole = (word.removeprefix("feed:").removeprefix("//") for word in given)
    return list(dict.fromkeys(word if "://" in word else f"https://{word}" for word in whole if word))


def _look(newsroom: Newsroom, chat: Chat, url: str, now: datetime, *, edits: bool = False) -> list[Reply]:
    """Look at the address beside the line; at once where there is no way to the web, for then nothing has to be waited for."""
    then = partial(_added, newsroom, chat, url, now)
    if not newsroom.can_fetch:
        return then()
    newsroom.require_room(chat, now, Quota.FETCH)
    return [Deferred(Message(f"Looking at {host_of(url)} …", edits=edits), then)]


def _added(newsroom: Newsroom, chat: Chat, url: str, now: datetime) -> list[Reply]:
    added = newsroom.add_source(chat, url, now)
    if added.source is None:
        return [_offer(url, added.choices[:_MOST_OFFERED])]
    if added.was_known:
        return lead_on(f"You read {added.source.title} already.", [LATEST, SOURCES])
    lines: list[Message | str] = [
        bold(f"Added: {added.source.title}"),
        "What it prints from now on comes into your lists and digests.",
    ]
    if added.new:
        newest = "newest article is" if added.new == 1 else f"newest {added.new} articles are"
        lines.append(f"Its {newest} there already.")
    return [join(lines).with_buttons([LATEST, SOURCES], [Button("Undo", press=f"drop:{added.source.id}:0")])]


def _offer(url: str, choices: Sequence[SourceHint]) -> Message:
    entries = [join((f"{number}  ", link(hint.title, hint.url)), "") for number, hint in enumerate(choices, 1)]
    buttons = [Button(str(number), press=f"feed:{_checksum(hint.url)}") for number, hint in enumerate(choices, 1)]
    head = f"{host_of(url)} offers {len(choices)} kinds of news. Which one?"
    return join((head, "", *entries)).with_buttons(buttons[:4], buttons[4:])


def _checksum(url: str) -> str:
    # Telegram may write an address a little differently: a slash at the end, the host in lower case.
    return f"{crc32(url.casefold().rstrip('/').encode()):08x}"


# --- the list ---------------------------------------------------------------------------------------------------


def _change(newsroom: Newsroom, incoming: Incoming, now: datetime, change: Callable[[Chat, int], bool]) -> list[Reply]:
    """Do it, and show the list as it is then: a button pressed twice, or long ago, changes nothing more."""
    source_id, first = map(press.number, press.parts(incoming, 2))
    chat = newsroom.meet(incoming, now)
    change(chat, source_id)
    return [replace(_listed(newsroom, chat, first), edits=True)]


def _find(views: Sequence[SourceView], wanted: str) -> list[SourceView]:
    """By its number in the list, its address, or words of its title."""
    if wanted.isdecimal():
        return list(views[int(wanted) - 1 : int(wanted)] if 0 < int(wanted) <= len(views) else ())
    known = [view for view in views if wanted.rstrip("/") in {view.source.url.rstrip("/"), host_of(view.source.url)}]
    titled = [view for view in views if view.source.title.casefold() == wanted.casefold()]
    return known or titled or [view for view in views if wanted.casefold() in view.source.title.casefold()]


def _listed(newsroom: Newsroom, chat: Chat, first: int) -> Message:
    views = newsroom.sources_of(chat)
    if not views:
        return Message("You read no source yet. Add the address of a site, or send me an OPML file.").with_buttons(
            [_ADD]
        )
    first = min(max(first, 0), (len(views) - 1) // _PAGE * _PAGE)
    numbered = list(enumerate(views, 1))[first : first + _PAGE]
    shown = f" · {first + 1}–{first + len(numbered)}" if len(views) > _PAGE else ""
    head = bold(f"Your sources · {len(views)}{shown}")
    entries = (join((_titled(number, view), _told(view))) for number, view in numbered)
    heard = [_muting(number, view, first) for number, view in numbered]
    own = [
        Button(f"Remove {number}", press=f"drop:{view.source.id}:{first}")
        for number, view in numbered
        if not view.is_shared
    ]
    text = join((head, *entries), "\n\n")
    return text.with_buttons(heard[:3], heard[3:], own[:3], own[3:], _turning(first, len(views)), [_ADD, _EXPORT])


def _titled(number: int, view: SourceView) -> Message:
    return bold(join((f"{number}  ", link(view.source.title, view.source.url)), ""))


def _told(view: SourceView) -> str:
    if view.is_muted:
        return "muted"
    whose = "everybody reads it" if view.is_shared else "yours"
    return f"{whose} · {view.state}" if view.state else whose


def _muting(number: int, view: SourceView, first: int) -> Button:
    verb, name = ("unmute", "Unmute") if view.is_muted else ("mute", "Mute")
    return Button(f"{name} {number}", press=f"{verb}:{view.source.id}:{first}")


def _turning(first: int, total: int) -> list[Button]:
    buttons = []
    if first > 0:
        buttons.append(Button("‹ Back", press=f"reads:{max(first - _PAGE, 0)}"))
    if first + _PAGE < total:
        buttons.append(Button("More ›", press=f"reads:{first + _PAGE}"))
    return buttons
