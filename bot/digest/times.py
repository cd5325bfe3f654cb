"""Times as people say them: relative when near, dated when far, always in the chat's zone; rule: `now` is given."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

_WORDS_A_MINUTE = 220  # silent reading of news in English; close enough in the languages that put spaces between words
_CHARACTERS_A_MINUTE = 500  # Chinese, Japanese, Thai


def ago(moment: datetime, now: datetime, zone: str) -> str:
    """ "just now", "12 min ago", "3 h ago" within a day; else the date: "14 Nov", "14 Nov 2023" in another year."""
    age = now - moment
    if age < timedelta(minutes=2):
        return "just now"
    if age < timedelta(hours=1):
        return f"{age // timedelta(minutes=1)} min ago"
    if age < timedelta(hours=20):
        return f"{age // timedelta(hours=1)} h ago"
    return day(moment, now, zone)


def day(moment: datetime, now: datetime, zone: str) -> str:
    """ "14 Nov", with the year when it is another one."""
    here, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    return str(format_date(here, "d MMM" if here.year == today.year else "d MMM y", locale="en"))


def clock(moment: datetime, zone: str) -> str:
    """ "07:12"."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def stamp(moment: datetime, now: datetime, zone: str) -> str:
    """ "14 Nov, 07:12"; says so when it is UTC, since that is what a chat without a zone gets."""
    return f"{day(moment, now, zone)}, {clock(moment, zone)}{' UTC' if zone == 'UTC' else ''}"


def long_day(moment: datetime, zone: str) -> str:
    """ "Friday 14 November"."""
    return str(format_datetime(moment.astimezone(ZoneInfo(zone)), "EEEE d MMMM", locale="en"))


def minutes_for(text: str) -> int:
    """Minutes it takes to read this, at least one."""
    words = len(text.split())
    # Few spaces for so many characters: a script that does not put them between words.
    minutes = len(text) / _CHARACTERS_A_MINUTE if len(text) > 12 * max(words, 1) else words / _WORDS_A_MINUTE
    return max(1, round(minutes))


def coming(moment: datetime, now: datetime, zone: str) -> str:
    """When something will come: "today, 07:30", "tomorrow, Fri 15 Nov, 07:30", "Mon 18 Nov, 07:30"."""
    here, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    time = here.strftime("%H:%M")
    days = (here.date() - today.date()).days
    if days == 0:
        return f"today, {time}"
    dated = f"{format_date(here, 'EEE d MMM', locale='en')}, {time}"
    return f"tomorrow, {dated}" if days == 1 else dated
