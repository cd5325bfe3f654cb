"""PDFs as people send them: set in one or two columns, with running heads, page numbers and broken words; or made to hurt."""

import re
import zlib
from collections.abc import Iterator, Sequence
from html import escape
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from bot.ingest.readers import Document

_MARGIN = 60
_SHAPES = find_spec("matplotlib")
assert _SHAPES
assert _SHAPES.origin
pdfmetrics.registerFont(TTFont("DejaVu", Path(_SHAPES.origin).parent / "mpl-data/fonts/ttf/DejaVuSans.ttf"))
for _name in ("HeiseiMin-W3", "STSong-Light", "HYSMyeongJo-Medium"):
    pdfmetrics.registerFont(UnicodeCIDFont(_name))


def printed(
    *paragraphs: str,
    heading: str | None = None,
    title: str | None = None,
    font: str = "DejaVu",
    columns: int = 1,
    head: str = "",
    password: str | None = None,
) -> bytes:
    """A4, justified; `title` goes into the description only, `head` stands over each page, with its number below."""
    target = BytesIO()
    asian = {} if font == "DejaVu" else {"wordWrap": "CJK"}
    body = ParagraphStyle(
        "body", fontName=font, fontSize=11, leading=14, alignment=TA_JUSTIFY, embeddedHyphenation=1, **asian
    )
    over = ParagraphStyle("heading", fontName=font, fontSize=20, leading=24, spaceAfter=12, **asian)
    width = (A4[0] - 2 * _MARGIN) / columns
    frames = [Frame(_MARGIN + n * width, _MARGIN, width, A4[1] - 2 * _MARGIN) for n in range(columns)]

    def furnish(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("DejaVu", 8)
        canvas.drawString(_MARGIN, A4[1] - 30, head)
        canvas.drawCentredString(A4[0] / 2, 25, f"Page {document.page}")

    encrypt = StandardEncryption(password, ownerPassword="owner") if password else None
    document = BaseDocTemplate(target, pagesize=A4, title=title, encrypt=encrypt, invariant=1)
    document.addPageTemplates(PageTemplate(frames=frames, onPage=furnish if head else lambda *_: None))
    spaced = ParagraphStyle("spaced", parent=body, spaceAfter=6)
    headings = [Paragraph(escape(heading), over)] if heading else []
    document.build([*headings, *(Paragraph(escape(text), spaced) for text in paragraphs)])
    return target.getvalue()


def hyphenated(text: str) -> str:
    """The text with a place to break in the middle of its longer words."""
    return re.sub(r"(?<!-)\b([^\W\d_]{4,})([^\W\d_]{4,})\b(?!-)", "\\1\u00ad\\2", text)


def blank(pages: int) -> bytes:
    """Pages with a picture and not a word."""
    target = BytesIO()
    canvas = Canvas(target)
    for _ in range(pages):
        canvas.rect(100, 100, 300, 300, fill=1)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def set_by_moves(before: str, after: str) -> bytes:
    """A line as troff sets it: what is between two parts is no space, but the last letter of the first moved on."""
    head, tail, last, first = before[:-1].encode(), after[1:].encode(), before[-1], after[0]
    gap, beyond = 4, pdfmetrics.stringWidth(last + first, "Helvetica", 10)
    return _page(
        b"BT /F 10 Tf 40 400 Td (%b) Tj " % head
        + b"%d Tc %f 0 Td (%b) Tj "
        % (gap, pdfmetrics.stringWidth(before[:-1], "Helvetica", 10), (last + first).encode())
        + b"0 Tc %f 0 Td (%b) Tj ET" % (beyond + gap, tail)
    )


# --- made to hurt -------------------------------------------------------------------------------------------------

_WORDS = b"BT /F 12 Tf 50 700 Td (The harbour bridge was closed on Monday while divers looked.) Tj ET "
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>"
_DEEP = 8


def hostile_pdfs() -> tuple[Document, ...]:
    """Each with a name that says what it is."""
    return (
        Document("4 GB of spaces.pdf", _page(_spaces(4096), b"/Filter/FlateDecode")),
        Document("a bomb in a bomb.pdf", _page(zlib.compress(_spaces(8000), 9), b"/Filter[/FlateDecode/FlateDecode]")),
        Document("forms in forms.pdf", _page(b"/X Do ", more=list(_forms()))),
        Document("100,000 pages.pdf", _pages(b"[" + b"3 0 R " * 100_000 + b"]/Count 100000")),
        Document("a page tree in itself.pdf", _pages(b"[2 0 R 2 0 R]/Count 250")),
        Document("noise.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 30_000),
        Document("open brackets.pdf", b"%PDF-1.7\n1 0 obj\n" + b"[<<" * 2_000_000),
    )


def _page(content: bytes, coded: bytes = b"", more: Sequence[bytes] = ()) -> bytes:
    return _file([b"<</Type/Pages/Kids[3 0 R]/Count 1>>", _PAGE, _stream(content, coded), _FONT, *more])


def _pages(kids: bytes) -> bytes:
    return _file([b"<</Type/Pages/Kids" + kids + b">>", _PAGE, _stream(_WORDS), _FONT])


def _forms() -> Iterator[bytes]:
    """20 to the eighth times a line."""
    for number in range(6, 6 + _DEEP):
        within = b"/Resources<</Font<</F 5 0 R>>/XObject<</X %d 0 R>>>>" % (number + 1)
        content = _WORDS if number == 5 + _DEEP else b"/X Do " * 20
        yield _stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]" + within)


def _spaces(mebibytes: int) -> bytes:
    packer = zlib.compressobj(9)
    first, again = (packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * (mebibytes - 1)


def _stream(content: bytes, about: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (about, len(content), content)


def _file(objects: Sequence[bytes]) -> bytes:
    """A whole PDF; readers look for its objects where it says they are."""
    parts, places = [b"%PDF-1.7\n"], []
    for number, content in enumerate([b"<</Type/Catalog/Pages 2 0 R>>", *objects], 1):
        places.append(sum(map(len, parts)))
        parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, content))
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%btrailer <</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return b"".join([*parts, end % (len(places) + 1, table, len(places) + 1, sum(map(len, parts)))])
