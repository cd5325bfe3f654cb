"""How lists, summaries and digests look; rule: values in, Messages out, nothing is decided about what they tell."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.digest import times
from bot.digest.links import sentence_url
from bot.message import Button, Message, bold, expandable, italic, join, link, plain, split
from bot.model import Digest, Extent, Item, QuietDay, Sentence, Story

MARK = "↗"
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_FOLD_FROM = 3  # sentences from which a story of a digest is folded until it is tapped
_ROW = 5  # number buttons in a row


# --- a list ---------------------------------------------------------------------------------------------------


Numbered = Sequence[tuple[int, Story]]


def headlines(numbered: Numbered, now: datetime, zone: str) -> Message:
    """Stories as a numbered list."""
    entries = (
        join((bold(f"{number}  {story.title}"), f"{origin(story)} · {times.ago(story.newest_at, now, zone)}"))
        for number, story in numbered
    )
    return join(entries, "\n\n")


def numbers(numbered: Numbered) -> tuple[tuple[Button, ...], ...]:
    """A button for each number, in rows of five; pressing one asks for that story."""
    buttons = [Button(str(number), press=f"story:{story.id}") for number, story in numbered]
    return tuple(tuple(buttons[i : i + _ROW]) for i in range(0, len(buttons), _ROW))


def origin(story: Story) -> str:
    """Who tells it: how many sources, or the one; or that there is no more than a beginning or a headline."""
    if story.is_whole:
        return f"{story.source_count} sources" if story.source_count > 1 else story.lead.source.title
    return "teaser only" if story.lead.extent is Extent.TEASER else "headline only"


# --- a summary ------------------------------------------------------------------------------------------------


def summary(story: Story, sentences: Sequence[Sentence], now: datetime, zone: str) -> Message:
    """Headline; where, when and how long the whole is; the sentences, a line each, with their marks."""
    lead = story.lead
    where = story.lead.source.title if story.source_count == 1 else f"{story.source_count} sources"
    about = f"{where} · {times.stamp(story.newest_at, now, zone)} · {times.minutes_for(lead.text)} min read"
    legend = _legend(sentences)
    told = join((_marked(sentence, legend) for sentence in sentences), "\n\n")
    return join((bold(story.title), about, "", told, *_explained(legend)))


def teaser(story: Story, now: datetime, zone: str) -> Message:
    """What there is of a story without a whole article: never passed off as a summary."""
    lead = story.lead
    about = f"{lead.source.title} · {times.stamp(lead.published_at, now, zone)}"
    known = (
        "The source shows only the beginning of this article." if lead.text else "Only the headline is known so far."
    )
    coming = italic(f"{known} The summary follows once the whole article is in.")
    lines = (bold(lead.title), about, "", lead.text, "", coming) if lead.text else (bold(lead.title), about, "", coming)
    return join(lines)


def sources(story: Story, now: datetime, zone: str) -> Message:
    """Who tells the story, with which headline and when; a headline opens its page where there is one."""
    entries = (
        join(
            (
                link(article.title, article.url or ""),
                f"{article.source.title} · {times.stamp(article.published_at, now, zone)}",
            )
        )
        for article in story.articles
    )
    return join((bold(story.title), *entries), "\n\n")


def _legend(sentences: Sequence[Sentence]) -> Mapping[str, int]:
    """Title of a source -> its number in order of appearance; empty while one source says it all."""
    titles = list(dict.fromkeys(sentence.article.source.title for sentence in sentences))
    return {title: number for number, title in enumerate(titles, 1)} if len(titles) > 1 else {}


def _explained(legend: Mapping[str, int]) -> tuple[str, ...]:
    """The last lines: which number is which source."""
    named = " · ".join(f"{str(number).translate(_SUPERSCRIPTS)} {title}" for title, number in legend.items())
    return ("", named) if named else ()


def _marked(sentence: Sentence, legend: Mapping[str, int]) -> Message:
    """The sentence and its mark: an arrow that opens the source at it, and the number of the source if there are several."""
    number = str(legend.get(sentence.article.source.title, "")).translate(_SUPERSCRIPTS)
    url = sentence_url(sentence)
    mark = link(f"{MARK}{number}", url) if url else plain(number)
    return join((sentence.text, mark), " ") if mark.text else plain(sentence.text)


# --- a digest -------------------------------------------------------------------------------------------------


def delivered(value: Digest, quiet_day: QuietDay, *, days: int = 1) -> tuple[Message, ...]:
    """What is sent for a slot: the digest in parts that fit, or on a quiet day one line or nothing, as the chat chose.

    `days` > 1: slots before this one were missed, and this digest covers them too.
    """
    if value.items:
        return split(digest(value, days=days))
    return (quiet(value),) if quiet_day is QuietDay.LINE else ()


def digest(value: Digest, *, days: int = 1) -> Message:
    """The whole digest as one message, of any length."""
    minutes = times.minutes_for(" ".join(sentence.text for item in value.items for sentence in item.sentences))
    size = f"{count(len(value.items), 'story', 'stories')}, {count(minutes, 'minute')}"
    head = join((bold(f"{greeting(value)} · {_date(value)}"), f"{size}, covering {days} days" if days > 1 else size))
    entries = (_entry(number, item) for number, item in enumerate(value.items, 1))
    return join((head, *entries), "\n\n").with_buttons(
        *numbers([(number, item.story) for number, item in enumerate(value.items, 1)])
    )


def quiet(value: Digest) -> Message:
    """The one line of a day without news."""
    return join((bold(f"{greeting(value)} · {_date(value)}"), "Nothing new since the last digest."))


def greeting(value: Digest) -> str:
    """By the local hour of the slot."""
    hour = value.slot.due_at.astimezone(ZoneInfo(value.zone)).hour
    if 4 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"


def count(number: int, one: str, many: str | None = None) -> str:
    """ "1 story", "7 stories"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _date(value: Digest) -> str:
    return times.long_day(value.slot.due_at, value.zone)


def _entry(number: int, item: Item) -> Message:
    head = join((bold(f"{number}  {item.story.title}"), f" · {origin(item.story)}"), "")
    if not item.sentences:
        return head
    told = join((_marked(sentence, {}) for sentence in item.sentences), " ")
    return join((head, expandable(told) if len(item.sentences) >= _FOLD_FROM else told))
