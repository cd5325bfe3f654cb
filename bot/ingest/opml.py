"""OPML in and out: the lists in which feed readers hand each other their sources.

Rule: a list may be sloppy (stray ampersands, no head), but it may not declare entities: those are only ever attacks.
"""

import re
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as ET

from bot.errors import Unreadable
from bot.ingest.entries import web_address
from bot.ingest.reading import DocumentKind, Reading, SourceHint
from bot.ingest.titles import tidy_title
from bot.model import Source
from summarizer import clean_text

MOST_SOURCES = 5_000
_DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)\b", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_STRAY_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def read_opml(text: str) -> Reading:
    """The sources of a list, each address once, in their order. Unreadable when it is broken or names no feed."""
    # A tag must not be mistaken for a doctype, hence only what stands before the root.
    if _DOCTYPE.search(text[: max(text.lower().find("<opml"), 0)]):
        raise Unreadable(
            "The OPML file declares a document type or entities, so newsbot doesn't read it. Export the list again."
        )
    root = _parse(_CONTROLS.sub("", _DECLARATION.sub("", text[max(text.find("<"), 0) :], count=1)))
    hints: dict[str, SourceHint] = {}
    outlines = [_attributes(element) for element in root.iter() if _name(element).endswith("outline")]
    for hint in filter(None, map(_hint, outlines)):
        hints.setdefault(hint.url, hint)
    if not hints:
        raise Unreadable(
            "The OPML file names no feed: none of its outlines has an xmlUrl. Export the list of feeds, not of pages."
        )
    notes = [f"Of {len(hints)} sources the first {MOST_SOURCES} were read."] if len(hints) > MOST_SOURCES else []
    if left_out := sum("xmlurl" in fields and _hint(fields) is None for fields in outlines):
        notes.append(
            f"{left_out} {'outline has an address' if left_out == 1 else 'outlines have addresses'} that can't be fetched: left out."
        )
    title = tidy_title(next((element.text or "" for element in root.iter() if _name(element) == "title"), ""))
    return Reading(
        DocumentKind.OPML, sources=tuple(hints.values())[:MOST_SOURCES], title=title or None, notes=tuple(notes)
    )


def export_opml(sources: Iterable[Source], *, title: str = "newsbot sources") -> bytes:
    """An OPML 2.0 file (UTF-8) of those sources that have a web address, in the order given; `read_opml` gives them back."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = clean_text(title)
    body = ET.SubElement(root, "body")
    for source in sources:
        if web_address(source.url):
            name = clean_text(source.title) or source.url
            language = {"language": source.language} if source.language else {}
            ET.SubElement(
                body, "outline", {"type": "rss", "text": name, "title": name, "xmlUrl": source.url, **language}
            )
    ET.indent(root)
    markup: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return markup + b"\n"


def _parse(text: str) -> ET.Element:
    # expat limits the growth of entities itself (2.4.1 and later), and none can be declared by now; S314 warns of those.
    try:
        return ET.fromstring(text)  # noqa: S314
    except ET.ParseError:
        pass
    try:
        return ET.fromstring(_STRAY_AMPERSAND.sub("&amp;", text))  # noqa: S314
    except ET.ParseError as error:
        raise Unreadable(
            "The OPML file is broken or cut off. Export it again from the program it came from."
        ) from error


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2].casefold()


def _attributes(element: ET.Element) -> Mapping[str, str]:
    """Programs write xmlUrl, xmlurl and XMLURL."""
    return {name.casefold(): value for name, value in element.attrib.items()}


def _hint(fields: Mapping[str, str]) -> SourceHint | None:
    url = web_address(fields.get("xmlurl", "").replace("feed://", "https://", 1))
    if url is None:
        return None
    language = fields.get("language", "").partition("-")[0].casefold()
    return SourceHint(
        url=url,
        title=tidy_title(fields.get("title") or fields.get("text") or "") or url,
        site=web_address(fields.get("htmlurl", "")),
        language=language if 2 <= len(language) <= 3 and language.isalpha() else None,
    )
