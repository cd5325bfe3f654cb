"""One article in a plain or Markdown file.

Rule: what is handed over as one text is read as one article, and is whole unless it says that it goes on elsewhere.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.errors import Unreadable
from bot.ingest.bylines import strip_byline
from bot.ingest.dates import find_date, parse_moment
from bot.ingest.lines import Line, LineKind, read_lines
from bot.ingest.markup import paragraphs_from_html
from bot.ingest.titles import key_from_title, tidy_title, title_from_text
from bot.model import Draft, Extent
from summarizer import clean_text

_FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.{0,20000}?)\n\1[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^([A-Za-z_]{2,20})\s*[:=]\s*(.+)$", re.MULTILINE)
_MARKDOWN = re.compile(
    r"^#{1,6} +\S|^\S.*\n(?:={3,}|-{3,})[ \t]*$|^(?:```|~~~)|(?<!\\)\]\(\S+?\)|\*\*\S[^*\n]*\*\*|(?<!\w)__\S[^_\n]*__|^>\s\S",
    re.MULTILINE,
)
_HEADING = re.compile(r"^(?:#{1,3} +(.+?)[ #]*$|(\S.*)\n={3,}[ \t]*$)", re.MULTILINE)
_MOST_BRACKETS = 5_000  # more is no writing, and costs the parser seconds
_WEB = re.compile(r"https?://\S+")
_SMALL_PRINT = frozenset({LineKind.JUNK, LineKind.MORE, LineKind.WALL, LineKind.DATE, LineKind.BYLINE})
_TITLES = frozenset({LineKind.HEADLINE, LineKind.SHORT, LineKind.LABEL})
_TEXT = frozenset({LineKind.PROSE, LineKind.CUT})


def is_markdown(text: str) -> bool:
    """Whether a text has front matter, or marks that plain text doesn't have."""
    has_marks = bool(_FRONT_MATTER.match(text) or _MARKDOWN.search(text[:20_000]))
    return has_marks and text.count("[") <= _MOST_BRACKETS


def read_article(text: str, *, url: str | None = None) -> Draft:
    """The article in clean text, plain or Markdown. Unreadable when it has no sentence and no title."""
    fields = _read_front_matter(text)
    body = _FRONT_MATTER.sub("", text, count=1)
    if is_markdown(body):
        body = "\n".join(_lines_from_markdown(body))
    lines = read_lines(body)
    title, rest = _take_title(lines, _plain(fields.get("title") or _heading_of(body)))
    if not title:
        raise Unreadable("There is no text in it. Give a file with an article, or paste one.")
    head = rest[: next((index for index, line in enumerate(rest) if line.kind in _TEXT), 0)]
    kept = [line for line in rest if line.kind not in _SMALL_PRINT]
    link = fields.get("url") or fields.get("link") or fields.get("canonical")
    return Draft(
        key=key_from_title(title),
        title=title,
        text=clean_text("\n".join(line.text for line in kept)),
        extent=_extent(rest, kept),
        url=link if link and _WEB.fullmatch(link) else url,
        author=fields.get("author")
        or next((strip_byline(line.text) for line in head if line.kind is LineKind.BYLINE), None),
        published_at=parse_moment(fields.get("date")) or next(filter(None, map(_date_of, head)), None),
        language=_language(fields.get("language") or fields.get("lang")),
    )


def _read_front_matter(text: str) -> Mapping[str, str]:
    match = _FRONT_MATTER.match(text)
    found = _FIELD.findall(match[2]) if match else ()
    return {name.casefold(): tidy_title(value.strip().strip("\"'")) for name, value in found}


def _lines_from_markdown(text: str) -> tuple[str, ...]:
    from markdown_it import MarkdownIt

    # Indented text is text here, not code; so is what looks like a raw address.
    html = MarkdownIt("commonmark").disable(["code", "fence"]).render(text)
    return paragraphs_from_html(html)


def _heading_of(text: str) -> str:
    match = _HEADING.search(text)
    return (match[1] or match[2]) if match else ""


def _plain(markdown: str) -> str:
    return " ".join(_lines_from_markdown(markdown)) if markdown else ""


def _take_title(lines: Sequence[Line], known: str) -> tuple[str, Sequence[Line]]:
    """The title and the lines that are not it: a known one, else a first line that looks like one, else the first words."""
    if known:
        title = tidy_title(known)
        at = next((index for index, line in enumerate(lines[:4]) if tidy_title(line.text) == title), None)
        return title, lines if at is None else [*lines[:at], *lines[at + 1 :]]
    at = next((index for index, line in enumerate(lines) if line.kind not in _SMALL_PRINT), len(lines))
    if at == len(lines):
        return "", ()
    if lines[at].kind in _TITLES:
        return tidy_title(lines[at].text), [*lines[:at], *lines[at + 1 :]]
    return title_from_text(lines[at].text), lines


def _extent(lines: Sequence[Line], kept: Sequence[Line]) -> Extent:
    if not kept:
        return Extent.HEADLINE
    ends_here = kept[-1].kind is not LineKind.CUT and not any(
        line.kind in {LineKind.WALL, LineKind.MORE} for line in lines[-3:]
    )
    return Extent.WHOLE if ends_here else Extent.TEASER


def _date_of(line: Line) -> datetime | None:
    return find_date(line.text) if line.kind in {LineKind.DATE, LineKind.BYLINE} else None


def _language(text: str | None) -> str | None:
    return text[:2].casefold() if text and re.fullmatch(r"[A-Za-z]{2}(?:[-_]\w+)?", text) else None
