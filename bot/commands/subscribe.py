"""/subscribe: asks only for what it doesn't know, by tapping or typing; rule: what is known travels in a `Wish`.

The steps: `begin` reads the words, `proceed` asks for the next missing part or carries the wish out.
"""

from dataclasses import replace
from datetime import datetime, time

from bot import places, schedule
from bot.commands import press
from bot.commands import wish as wishes
from bot.commands.access import admins_only
from bot.commands.start import lead_on
from bot.commands.wish import Wish
from bot.digest import render, times
from bot.errors import UserCanFix
from bot.message import Button, Message, Reply, join
from bot.model import EVERY_DAY, WEEKDAYS, WEEKEND, Chat, Incoming, Subscription
from bot.newsroom import DIGEST_STORIES, Newsroom

_HOURS = (
    time(6, 30),
    time(7, 0),
    time(7, 30),
    time(8, 0),
    time(9, 0),
    time(12, 0),
    time(18, 0),
    time(20, 0),
    time(21, 30),
)
_MOST = 20  # subscriptions a chat may have
_NUMBERS = {1: "one sentence", 2: "two sentences", 3: "three sentences"}


@admins_only
def begin(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """`/subscribe`, with or without time, place and weekdays, in any order."""
    chat = newsroom.meet(incoming, now)
    try:
        read = schedule.read_wish(incoming.words, chat.language)
    except UserCanFix as error:
        return lead_on(str(error), *_time_rows(Wish(zone=chat.zone)))
    wish = Wish(at=read.at, weekdays=read.weekdays or EVERY_DAY, zone=None if read.place else chat.zone)
    return _with_place(newsroom, chat, wish, read.place, now) if read.place else proceed(newsroom, chat, wish, now)


@admins_only
def pressed(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """A button that completes the wish: `sub:WISH`."""
    chat = newsroom.meet(incoming, now)
    wish = wishes.decode(press.data(incoming))
    if wish.zone:
        schedule.known_zone(wish.zone)
    first, *others = proceed(newsroom, chat, wish, now)
    return [replace(first, edits=True) if isinstance(first, Message) else first, *others]


@admins_only
def ask_zone(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """A button that asks for another zone: `zone:WISH`, or `zone:settings` for the chat's own."""
    chat = newsroom.meet(incoming, now)
    what = press.data(incoming)
    return _ask_zone(newsroom, chat, what if what == "settings" else replace(wishes.decode(what), zone=None).encode())


def answered(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """A typed answer, or a location, to what the chat was asked (`Chat.asked`)."""
    chat = newsroom.meet(incoming, now)
    if not incoming.is_admin:
        return []
    kind, _, what = chat.asked.partition(":")
    if kind == "time":
        return _time_typed(newsroom, chat, what, incoming, now)
    if incoming.location:
        zone = places.zone_at(incoming.location.latitude, incoming.location.longitude)
        return _zone_known(newsroom, chat, what or "settings", zone, now)
    if what == "settings":
        return _find_place(newsroom, chat, what, incoming.words, now)
    return _with_place(newsroom, chat, wishes.decode(what), incoming.words, now)


def proceed(newsroom: Newsroom, chat: Chat, wish: Wish, now: datetime) -> list[Reply]:
    """Ask for what is missing, time before zone; carry the wish out when nothing is."""
    if wish.at is None:
        newsroom.ask(chat, f"time:{wish.encode()}")
        return [Message("When shall it come? Tap a time or type one, such as 19:15.").with_buttons(*_time_rows(wish))]
    if wish.zone is None:
        return _ask_zone(newsroom, chat, wish.encode())
    return _carry_out(newsroom, newsroom.ask(chat, ""), wish, now)


def rows_for(wish: Wish) -> tuple[tuple[Button, ...], ...]:
    """Buttons that change a running subscription in one tap."""
    days = (("Every day", EVERY_DAY), ("Weekdays", WEEKDAYS), ("Weekends", WEEKEND))
    return (
        *_time_rows(wish),
        tuple(Button(name, press=f"sub:{replace(wish, weekdays=weekdays).encode()}") for name, weekdays in days),
        (Button("Time zone", press=f"zone:{replace(wish, zone=None).encode()}"),),
    )


def _time_rows(wish: Wish) -> tuple[tuple[Button, ...], ...]:
    buttons = [Button(f"{at:%H:%M}", press=f"sub:{replace(wish, at=at).encode()}") for at in _HOURS]
    return tuple(tuple(buttons[i : i + 3]) for i in range(0, len(buttons), 3))


def _time_typed(newsroom: Newsroom, chat: Chat, what: str, incoming: Incoming, now: datetime) -> list[Reply]:
    wish = wishes.decode(what)
    try:
        read = schedule.read_wish(incoming.words, chat.language)
    except UserCanFix as error:
        return lead_on(str(error), *_time_rows(wish))
    if read.at is None:
        return lead_on("I need a time, such as 07:30 or 7 pm.", *_time_rows(wish))
    wish = replace(wish, at=read.at, weekdays=read.weekdays or wish.weekdays)
    return _with_place(newsroom, chat, wish, read.place, now) if read.place else proceed(newsroom, chat, wish, now)


def _with_place(newsroom: Newsroom, chat: Chat, wish: Wish, words: str, now: datetime) -> list[Reply]:
    return _find_place(newsroom, chat, replace(wish, zone=None).encode(), words, now)


def _find_place(newsroom: Newsroom, chat: Chat, what: str, words: str, now: datetime) -> list[Reply]:
    """The zone of a place that was typed; asks when there are several, or when it is only like one."""
    found = places.find_places(words, language=chat.language)
    zones = {place.zone for place in found.places}
    if found.exact and len(zones) == 1:
        return _zone_known(newsroom, chat, what, zones.pop(), now)
    newsroom.ask(chat, f"zone:{what}")
    if not found.places:
        return [
            Message(
                f"I don't know the place “{words}”. Tap one, type a larger city nearby, or share your location."
            ).with_buttons(*_zone_rows(what, places.common_zones(chat.language)))
        ]
    guess = f"I don't know the place “{words}”. Did you mean one of these?"
    question = f"Which “{words}”?" if found.exact else found.explanation or guess
    return [Message(question).with_buttons(*_zone_rows(what, found.places, with_country=True))]


def _ask_zone(newsroom: Newsroom, chat: Chat, what: str) -> list[Reply]:
    newsroom.ask(chat, f"zone:{what}")
    text = "Where are you? Tap a place, type your city, or share your location; I only keep its time zone."
    return [Message(text).with_buttons(*_zone_rows(what, places.common_zones(chat.language)))]


def _zone_rows(what: str, offered: tuple[places.Place, ...], *, with_country: bool = False) -> list[list[Button]]:
    buttons = []
    for place in offered:
        press = (
            f"set:zone:{place.zone}"
            if what == "settings"
            else f"sub:{replace(wishes.decode(what), zone=place.zone).encode()}"
        )
        buttons.append(Button(place.label if with_country else place.name, press=press))
    return [buttons[i : i + 2] for i in range(0, len(buttons), 2)]


def _zone_known(newsroom: Newsroom, chat: Chat, what: str, zone: str, now: datetime) -> list[Reply]:
    chat = newsroom.ask(chat, "")
    if what == "settings":
        newsroom.set_zone(chat, zone)
        text = f"Your time zone is {places.label(zone)}. It is {times.clock(now, zone)} there now."
        return lead_on(text, [Button("Daily digest", press="go:subscribe"), Button("Settings", press="go:settings")])
    return proceed(newsroom, chat, replace(wishes.decode(what), zone=zone), now)


def _carry_out(newsroom: Newsroom, chat: Chat, wish: Wish, now: datetime) -> list[Reply]:
    assert wish.at is not None
    assert wish.zone is not None
    if chat.zone is None:
        chat = newsroom.set_zone(chat, wish.zone)
    if wish.subscription:
        running = newsroom.subscription(chat, wish.subscription)
        if running is None:
            return lead_on("That digest has been stopped.", [Button("Daily digest", press="go:subscribe")])
        changed = replace(running, at=wish.at, zone=wish.zone, weekdays=wish.weekdays, is_paused=False)
        return [_confirmed(newsroom.reschedule(changed, now), chat, now)]
    if len(newsroom.subscriptions(chat)) >= _MOST:
        return lead_on(
            f"You have {_MOST} digests, the most there can be.", [Button("Show them", press="go:subscriptions")]
        )
    return [_confirmed(newsroom.subscribe(chat, wish.at, wish.zone, wish.weekdays, now), chat, now)]


def _confirmed(subscription: Subscription, chat: Chat, now: datetime) -> Message:
    sentences = _NUMBERS[chat.length.digest_sentences]
    lines = [
        f"Done. {in_words(subscription)} you get up to {render.count(DIGEST_STORIES, 'story', 'stories')}, {sentences} each."
    ]
    if subscription.next_slot_at:
        lines.append(f"Next: {times.coming(subscription.next_slot_at, now, subscription.zone)}.")
    return join(lines).with_buttons(
        [
            Button("Show me one now", press="go:digest"),
            Button("Change", press=f"change:{subscription.id}"),
            Button("Stop", press=f"stop:{subscription.id}"),
        ]
    )


def in_words(subscription: Subscription) -> str:
    """ "Every weekday at 07:30 (Dhaka)"."""
    days = wishes.days_in_words(subscription.weekdays)
    return f"{days[0].upper()}{days[1:]} at {subscription.at:%H:%M} ({places.label(subscription.zone)})"
