"""What somebody pasted or forwarded, as an article.

Rule: a person's text is always whole, for there is nothing more to be had of it; of a whole page that was pasted the article counts.
"""

from dataclasses import replace

from bot.errors import Unreadable
from bot.ingest.lines import LineKind, read_lines
from bot.ingest.page_text import read_page_text
from bot.ingest.titles import key_from_text, tidy_title, title_from_text
from bot.model import Draft
from summarizer import clean_text

_LONGEST = 200_000  # characters
_TITLES = frozenset({LineKind.HEADLINE, LineKind.SHORT, LineKind.LABEL})


def read_message(text: str) -> Draft:
    """The article in what somebody sent: its title is the first line if that looks like one and more follows, else the first words.

    The key is a hash of the words, so the same text sent twice is one article. `Unreadable` when there are no words in it.
    """
    clean = clean_text(text, limit=_LONGEST)
    key = key_from_text(clean)
    page = read_page_text(clean)
    if page.is_page and page.whole:
        return replace(page.whole[0], key=key)
    lines = [line for line in read_lines(clean) if line.kind is not LineKind.MORE]
    if not any(character.isalpha() for line in lines for character in line.text):
        raise Unreadable("There are no words in it. Send the text of an article, or a link to it.")
    has_title = len(lines) > 1 and lines[0].kind in _TITLES
    title = tidy_title(lines[0].text) if has_title else title_from_text(lines[0].text)
    words = "\n".join(line.text for line in (lines[1:] if has_title else lines))
    return Draft(key=key, title=title, text=clean_text(words))
