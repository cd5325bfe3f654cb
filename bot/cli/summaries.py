"""newsbot summarize: sentences of a file, a web page or standard input; rule: nothing is stored.

A page of the web is read in a process that can be killed, for whoever wrote it is a stranger.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.environment import now
from bot.cli.terminal import OK, OUT, print_json
from bot.errors import Unreadable, UserCanFix
from bot.model import Draft

if TYPE_CHECKING:
    from bot.ingest.fetch import Fetcher
    from bot.ingest.readers import Readers


def add(commands: Any) -> None:
    """Adds it to the parser."""
    parser = commands.add_parser("summarize", help="summarise a file, a web page or standard input (-)")
    parser.add_argument("what", metavar="PATH|URL|-")
    parser.add_argument("--title", help="the headline, where the text doesn't have one")
    parser.add_argument("--language", help="ISO 639-1 code, where it is known")
    parser.add_argument("--sentences", type=int, default=3, metavar="N")
    parser.add_argument("--words", type=int, metavar="N", help="at most so many words, instead of sentences")
    parser.add_argument("--method", default="news", help="news (default) or an algorithm of sumy")
    parser.add_argument("--explain", action="store_true", help="say why each sentence was chosen")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=_summarize)


def _summarize(options: argparse.Namespace) -> int:
    import summarizer

    if options.method not in summarizer.METHODS:
        raise UserCanFix(f"There is no method {options.method!r}; there are {', '.join(summarizer.METHODS)}.")
    if options.sentences < 1 or (options.words is not None and options.words < 1):
        raise UserCanFix("A summary has at least one sentence or word: give --sentences or --words a number from 1 up.")
    article = _article(options.what)
    title = options.title or article.title or None
    wish = {"title": title, "language": options.language, "method": options.method}
    if options.explain:
        _explain(article.text, wish, options)
        return OK
    summary = summarizer.summarize(article.text, sentences=options.sentences, words=options.words, **wish)
    if options.json:
        told = {"title": title, "url": article.url, "language": summary.language, "method": summary.method}
        print_json(told | {"sentences": [asdict(each) for each in summary.sentences]})
        return OK
    if title:
        OUT.print(title, style="bold", markup=False)
    for sentence in summary.sentences or ():
        OUT.print(sentence.text, markup=False)
    if not summary.sentences:
        raise UserCanFix("There is no sentence in it that could stand in a summary.")
    return OK


def _explain(text: str, wish: dict[str, Any], options: argparse.Namespace) -> None:
    from rich.table import Table
    from rich.text import Text

    import summarizer

    explained = summarizer.explain(text, sentences=options.sentences, words=options.words, **wish)
    if options.json:
        print_json([asdict(each) for each in explained])
        return
    table = Table("rank", "sentence", "why", show_lines=True)
    for each in explained:
        table.add_row(str(each.rank + 1), Text(each.text), Text("\n".join(each.reasons)))
    OUT.print(table)


def _article(what: str) -> Draft:
    """The longest whole article in a file, on a web page, or on standard input."""
    if what.startswith(("http://", "https://")):
        drafts = _on_the_web(what)
    else:
        from bot import ingest

        name, content = ("-", sys.stdin.buffer.read()) if what == "-" else (Path(what).name, Path(what).read_bytes())
        drafts = ingest.read_document(name, content).drafts
    with_text = [draft for draft in drafts if draft.text]
    if not with_text:
        raise UserCanFix(f"There is no article in {'standard input' if what == '-' else what}.")
    return max(with_text, key=lambda draft: (draft.extent == "whole", len(draft.text)))


def _on_the_web(url: str) -> Sequence[Draft]:
    from bot.ingest.fetch import Fetcher
    from bot.ingest.readers import Readers

    with Fetcher(now=now) as fetcher, Readers(workers=1) as readers:
        return read_page(url, fetcher, readers)


def read_page(url: str, fetcher: "Fetcher", readers: "Readers") -> Sequence[Draft]:
    """What is on a page of the web; UserCanFix when it can't be had or read."""
    from bot.ingest.outcomes import Fetched, Kind, NotModified, Request
    from bot.ingest.readers import Document, Poison, Read

    outcome = fetcher.fetch(Request(url, Kind.LINK))
    assert not isinstance(outcome, NotModified)  # nothing was said that it could be compared with
    if not isinstance(outcome, Fetched):
        raise UserCanFix(outcome.sentence)
    match readers.read(Document.fetched(outcome.url, outcome)):
        case Read(reading):
            return reading.drafts
        case Poison() as poison:
            raise UserCanFix(poison.sentence)
        case Unreadable() as error:
            raise error
