"""What all feed formats have in common: an entry, and how it becomes an article.

Rule: an entry's HTML is never stored; whether its text is the whole article or a lead is decided here and nowhere else.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from bot.errors import Unreadable
from bot.ingest import vocabulary
from bot.ingest.lines import count_words
from bot.ingest.markup import line_from_html, paragraphs_from_html
from bot.ingest.reading import DocumentKind, Reading
from bot.ingest.titles import key_from_text, key_from_title, shorten, title_from_text
from bot.model import Draft, Extent
from summarizer import detect_language

MOST_ENTRIES = 500
_LEAST_WHOLE = 100  # words of a description that counts as the article
_LEAST_CONTENT = 50  # words of a content element that does
_LONGEST_KEY = 500  # characters
_LONGEST_ADDRESS = 2_000
_MOST_HTML = 400_000  # characters of one entry that are read
_SMALL_PRINT_WORDS = 40
_NEVER = datetime.min.replace(tzinfo=UTC)
_WEB = frozenset({"http", "https"})
_SPACE = re.compile(r"\s+")
_PLAIN_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?/[!\"$-:<->A-~]*(?:\?[!\"$-:<-~]+)?")


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who publishes a feed, as it says itself."""

    url: str | None  # where the feed came from
    title: str = ""
    site: str | None = None
    language: str = ""  # ISO 639, without a region


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as its feed gives it: texts are HTML, links may be relative."""

    guid: str = ""
    link: str = ""
    title: str = ""
    content: str = ""  # the element meant for the whole text
    summary: str = ""
    author: str = ""
    published: datetime | None = None


def read_entries(outlet: Outlet, entries: Sequence[Entry], known: Container[str] = ()) -> Reading:
    """The articles of a feed in its order, at most 500 (the newest), with sentences on what was left out.

    Those whose keys are known come without their texts.
    """
    newest, notes = _keep_newest(entries)
    site = outlet.site or outlet.url
    named = [(draft, entry) for entry in newest if (draft := _without_text(entry, site))]
    if missing := len(newest) - len(named):
        notes.append(f"{missing} {'entry' if missing == 1 else 'entries'} had neither title nor text: left out.")
    if not named and not outlet.title:
        raise Unreadable(
            "It looks like a feed, but holds neither a title nor an entry. Check the address it came from."
        )
    language = _agree_on_language(outlet.language, [draft.title for draft, _ in named[:40]])
    drafts = (draft if draft.key in known else _with_text(draft, entry) for draft, entry in _with_own_keys(named))
    return Reading(
        DocumentKind.FEED,
        tuple(replace(draft, language=language) if language else draft for draft in drafts),
        title=outlet.title or None,
        site=outlet.site,
        language=language,
        notes=tuple(notes),
    )


def web_address(link: str, site: str | None = None) -> str | None:
    """The link as an absolute http(s) address without spaces, None when it is none."""
    if len(link) <= _LONGEST_ADDRESS and _PLAIN_ADDRESS.fullmatch(link):  # nearly all: nothing to join or to doubt
        return link
    link = _SPACE.sub("", link)
    try:
        address = urljoin(site, link) if site and link else link
        parts = urlsplit(address)
    except ValueError:
        return None
    is_web = parts.scheme.lower() in _WEB and parts.netloc and "@" not in parts.netloc
    return address if is_web and len(address) <= _LONGEST_ADDRESS and address.isprintable() else None


def _agree_on_language(declared: str, titles: Sequence[str]) -> str | None:
    """The declared language if the titles don't speak against it. Many a feed says "en-US" because its software does."""
    if not declared or not titles:
        return declared or None
    detected = detect_language(". ".join(titles))
    return declared if detected in {declared, "und"} else None


def _keep_newest(entries: Sequence[Entry]) -> tuple[Sequence[Entry], list[str]]:
    if len(entries) <= MOST_ENTRIES:
        return entries, []
    # A stable sort: entries without a date, or with the same, stay in the order of the feed, newest first by custom.
    ranked = sorted(range(len(entries)), key=lambda index: entries[index].published or _NEVER, reverse=True)
    kept = sorted(ranked[:MOST_ENTRIES])
    return [entries[index] for index in kept], [f"Of {len(entries)} entries the newest {MOST_ENTRIES} were read."]


def _without_text(entry: Entry, site: str | None) -> Draft | None:
    """All of an entry but its text, which is most of the work and not always wanted; None when there is nothing in it."""
    title = shorten(line_from_html(entry.title[:5_000])) or _first_words(entry)
    if not title:
        return None
    guid = line_from_html(entry.guid)
    url = web_address(entry.link, site) or web_address(entry.guid)
    return Draft(
        key=_key(guid or url or "", title),
        title=title,
        extent=Extent.HEADLINE,
        url=url,
        author=shorten(line_from_html(entry.author[:1_000])) or None,
        published_at=entry.published,
    )


def _first_words(entry: Entry) -> str:
    paragraphs, _ = _read_text(entry)
    return title_from_text(paragraphs[0]) if paragraphs else ""


def _with_text(draft: Draft, entry: Entry) -> Draft:
    paragraphs, extent = _read_text(entry)
    if paragraphs and shorten(paragraphs[0]) == draft.title:
        paragraphs = paragraphs[1:]
    text = "\n".join(paragraphs)
    return replace(draft, text=text, extent=extent) if text else draft


def _key(name: str, title: str) -> str:
    if not name:
        return key_from_title(title)
    return name if len(name) <= _LONGEST_KEY else key_from_text(name)


def _read_text(entry: Entry) -> tuple[tuple[str, ...], Extent]:
    """The fuller of content and summary, and how much of the article it is."""
    content = _body(entry.content)
    summary = _body(entry.summary) if entry.summary != entry.content else _NO_BODY
    body = content if content.words >= summary.words else summary
    # A parser gives a lone description as content too; only a content beside a summary is meant as the whole text.
    least = _LEAST_CONTENT if summary.paragraphs and body is content and content.words > summary.words else _LEAST_WHOLE
    is_whole = body.words >= least and not _leads_on(body)
    return body.kept, Extent.WHOLE if is_whole else Extent.TEASER


@dataclass(frozen=True, slots=True)
class _Body:
    """One of an entry's texts."""

    paragraphs: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()  # those that are the article's
    words: float = 0.0  # of those
    wall: vocabulary.Phrases = vocabulary.WALL


_NO_BODY = _Body()


def _body(html: str) -> _Body:
    paragraphs = paragraphs_from_html(html[:_MOST_HTML]) if html else ()
    text = "\n".join(paragraphs)
    junk, wall = vocabulary.JUNK.within(text), vocabulary.WALL.within(text)
    own = [(line, words) for line in paragraphs if not _is_small_print(line, words := count_words(line), junk, wall)]
    return _Body(paragraphs, tuple(line for line, _ in own), sum(words for _, words in own), wall)


def _leads_on(body: _Body) -> bool:
    """Whether the text goes on elsewhere: cut, "Read more" below it, or a wall."""
    own = [line for line in body.paragraphs if not _signs_off(line)]
    if not own:
        return False
    last = own[-1]
    ends_cut = vocabulary.CUT_END.search(last[-80:]) or vocabulary.READ_MORE_END.search(last[-80:])
    below = any(vocabulary.READ_MORE_LINE.match(line) for line in own[-2:] if len(line) < 60)
    return bool(ends_cut or below or any(len(line) < 400 and body.wall.search(line) for line in own[-3:]))


def _signs_off(line: str) -> bool:
    return line[:9].casefold() == "the post " and "appeared first on" in line


def _is_small_print(line: str, words: float, junk: vocabulary.Phrases, wall: vocabulary.Phrases) -> bool:
    """Captions, sign-offs, share buttons, "Read more", labels: lines of a feed that are not the article's."""
    if len(line) > 600 or words > _SMALL_PRINT_WORDS:
        return False
    is_mark = len(line) < 80 and (vocabulary.READ_MORE_LINE.match(line) or vocabulary.LABEL.match(line))
    return bool(is_mark) or junk.search(line) or wall.search(line)


def _with_own_keys(named: Sequence[tuple[Draft, Entry]]) -> Iterable[tuple[Draft, Entry]]:
    """A guid that several different entries share names none of them: they go by their link, else by their title."""
    seen: dict[tuple[str, str], tuple[Draft, Entry]] = {}
    for draft, entry in named:
        seen.setdefault((draft.key, draft.title), (draft, entry))
    uses = Counter(key for key, _title in seen)
    links = Counter(draft.url for draft, _ in seen.values())
    result: dict[str, tuple[Draft, Entry]] = {}
    for draft, entry in seen.values():
        key = draft.key
        if uses[key] > 1:
            key = draft.url if draft.url and links[draft.url] == 1 else key_from_title(draft.title)
        result.setdefault(key, (draft if key == draft.key else replace(draft, key=key), entry))
    return result.values()
