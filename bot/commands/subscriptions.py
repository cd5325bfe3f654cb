"""/subscriptions, /unsubscribe, /digest and their buttons; rule: every button names the state it sets, never "the other one"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.commands import press
from bot.commands import wish as wishes
from bot.commands.access import admins_only
from bot.commands.start import LATEST, lead_on
from bot.commands.subscribe import in_words, rows_for
from bot.digest import render, times
from bot.message import Button, Message, Reply, bold, join
from bot.model import Chat, Incoming, QuietDay, Subscription
from bot.newsroom import Newsroom

_NEW = Button("New digest", press="go:subscribe")


def subscriptions(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """Every digest of the chat with pause, change and stop."""
    chat = newsroom.meet(incoming, now)
    return [_listed(newsroom.subscriptions(chat), now)]


@admins_only
def unsubscribe(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """Ends the only digest; shows them when there are several."""
    running = newsroom.subscriptions(newsroom.meet(incoming, now))
    if len(running) != 1:
        return [_listed(running, now)]
    return [_stopped(newsroom, running[0])]


@admins_only
def stop(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """`stop:ID`."""
    found = _pressed(newsroom, newsroom.meet(incoming, now), incoming)
    if found is None:
        return _gone(newsroom, incoming, now)
    return [replace(_stopped(newsroom, found), edits=True)]


@admins_only
def pause(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """`pause:ID`."""
    return _set_pause(newsroom, incoming, now, is_paused=True)


@admins_only
def resume(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """`resume:ID`."""
    return _set_pause(newsroom, incoming, now, is_paused=False)


@admins_only
def change(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """`change:ID`: another time, other days, another zone."""
    chat = newsroom.meet(incoming, now)
    found = _pressed(newsroom, chat, incoming)
    if found is None:
        return _gone(newsroom, incoming, now)
    wish = wishes.of(found)
    newsroom.ask(chat, f"time:{wish.encode()}")
    text = join((bold(in_words(found)), "Tap what it shall be, or type a time."))
    return [text.with_buttons(*rows_for(wish))]


def digest(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """The digest that would come, now; nothing counts as told by it."""
    chat = newsroom.meet(incoming, now)
    value = newsroom.preview(chat, now)
    if not value.items:
        return lead_on("There is nothing new to tell since your last digest.", [LATEST])
    return list(render.delivered(value, QuietDay.LINE))


def _set_pause(newsroom: Newsroom, incoming: Incoming, now: datetime, *, is_paused: bool) -> list[Reply]:
    chat = newsroom.meet(incoming, now)
    found = _pressed(newsroom, chat, incoming)
    if found is None:
        return _gone(newsroom, incoming, now)
    if found.is_paused != is_paused:
        newsroom.reschedule(replace(found, is_paused=is_paused), now)
    return [replace(_listed(newsroom.subscriptions(chat), now), edits=True)]


def _pressed(newsroom: Newsroom, chat: Chat, incoming: Incoming) -> Subscription | None:
    return newsroom.subscription(chat, press.number(press.data(incoming)))


def _gone(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    return [replace(_listed(newsroom.subscriptions(newsroom.meet(incoming, now)), now), edits=True)]


def _stopped(newsroom: Newsroom, subscription: Subscription) -> Message:
    newsroom.unsubscribe(subscription)
    again = replace(wishes.of(subscription), subscription=0)
    words = in_words(subscription)
    return Message(f"Stopped: {words[0].lower()}{words[1:]}. It won't come again.").with_buttons(
        [Button("Undo", press=f"sub:{again.encode()}"), LATEST]
    )


def _listed(running: Sequence[Subscription], now: datetime) -> Message:
    if not running:
        return Message("You have no digest. It takes one tap to get one.").with_buttons([_NEW, LATEST])
    entries = [join((bold(f"{number}  {in_words(each)}"), _state(each, now))) for number, each in enumerate(running, 1)]
    rows = [_buttons(number, each) for number, each in enumerate(running, 1)]
    return join((bold("Your digests"), *entries), "\n\n").with_buttons(*rows, [_NEW])


def _state(subscription: Subscription, now: datetime) -> str:
    if subscription.is_paused or subscription.next_slot_at is None:
        return "paused"
    return f"next: {times.coming(subscription.next_slot_at, now, subscription.zone)}"


def _buttons(number: int, subscription: Subscription) -> list[Button]:
    id_ = subscription.id
    pausing = (
        Button(f"Resume {number}", press=f"resume:{id_}")
        if subscription.is_paused
        else Button(f"Pause {number}", press=f"pause:{id_}")
    )
    return [pausing, Button(f"Change {number}", press=f"change:{id_}"), Button(f"Stop {number}", press=f"stop:{id_}")]
