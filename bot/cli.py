"""The command line: parses, calls, prints; the only reader of the environment and the clock.

Rule: whatever goes wrong for a reason a person can mend ends in one sentence and a status, never in a traceback.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.errors import BadSetting, NewsbotError, UserCanFix
from bot.settings import Settings, read_settings

OK, FAILED, MISUSED = 0, 1, 2

_out = Console(soft_wrap=True, highlight=False)
_err = Console(stderr=True, soft_wrap=True, highlight=False)


def run(arguments: Sequence[str]) -> int:
    """Carry out one command; the status to exit with: 0 done, 1 part of it failed, 2 it could not be done as asked."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.command(options)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (head, less) has had enough. Without this the interpreter complains once more at exit.
        sys.stderr.close()
        return OK
    except (BadSetting, UserCanFix) as error:
        _err.print(str(error), markup=False)
        return MISUSED
    except (NewsbotError, OSError) as error:
        _err.print(str(error), markup=False)
        return FAILED
    return status


def now() -> datetime:
    """The time, aware and in UTC: the one place where the clock is read."""
    return datetime.now(UTC)  # noqa: TID251 (this is the edge that owns the clock)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="newsbot", description="A Telegram bot that reads the news.")
    parser.add_argument("--version", action="version", version=f"newsbot {version('newsbot')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_run(commands)
    _add_demo(commands)
    _add_import(commands)
    _add_summarize(commands)
    _add_latest(commands)
    _add_digest(commands)
    return parser


# --- run and demo -------------------------------------------------------------------------------------------------


def _add_run(commands: Any) -> None:
    parser = commands.add_parser("run", help="run the bot in Telegram (needs BOT_TOKEN)")
    parser.set_defaults(command=_run)


def _run(_options: argparse.Namespace) -> int:
    from bot import app

    settings = _settings()
    settings.require_token()
    app.log_to_stderr(settings)
    asyncio.run(app.run(settings, now))
    return OK


def _add_demo(commands: Any) -> None:
    parser = commands.add_parser("demo", help="talk to the bot in a browser, without a token")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8080, help="port to listen on (0 = any free one)")
    parser.add_argument("--no-browser", action="store_true", help="print the address, don't open it")
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep the demo's database and chats here between runs")
    parser.add_argument(
        "--say",
        action="append",
        default=[],
        metavar="TEXT",
        help="say this in the terminal, print what the bot answers, and end; may be given several times",
    )
    parser.set_defaults(command=_demo)


def _demo(options: argparse.Namespace) -> int:
    from bot import app, demo

    app.log_to_stderr(Settings(log_level="error"))
    if options.say:
        for line in asyncio.run(demo.converse(options.say, now, data=options.data)):
            _out.print(line, markup=False)
        return OK
    asyncio.run(
        demo.serve(
            now,
            host=options.host,
            port=options.port,
            data=options.data,
            ready=lambda url: _show_demo(url, opens=not options.no_browser),
        )
    )
    return OK


def _show_demo(url: str, *, opens: bool) -> None:
    _out.print(f"The demo is at {url} (Ctrl-C ends it)", markup=False)
    if opens:
        import webbrowser

        webbrowser.open(url)


# --- import -------------------------------------------------------------------------------------------------------


def _add_import(commands: Any) -> None:
    parser = commands.add_parser("import", help="store feeds, pages, copied page text, articles or OPML from files")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of files")
    parser.add_argument("--source", metavar="NAME", help="who printed it, where the file doesn't say")
    parser.add_argument("--json", action="store_true", help="a JSON line for each file")
    parser.set_defaults(command=_import)


def _import(options: argparse.Namespace) -> int:
    from bot import ingest

    failures = 0
    with _newsroom() as newsroom:
        for path in _with_progress(list(_files(options.paths)), shown=not options.json):
            try:
                reading = ingest.read_document(path.name, path.read_bytes())
                intake = newsroom.take(reading, now(), name=options.source)
            except (UserCanFix, OSError) as error:
                failures += 1
                _report(options, {"path": str(path), "error": _sentence(error)}, f"{path}: {_sentence(error)}")
                continue
            _report(options, _told(path, reading, intake), f"{path}: {_in_words(reading)} {_outcome(intake)}.")
            for note in reading.notes if not options.json else ():
                _out.print(f"  {note}", markup=False)
    return FAILED if failures else OK


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Every file; folders give theirs, hidden ones left out. What doesn't exist is given too, to be reported as such."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                each
                for each in path.rglob("*")
                if each.is_file() and not any(part.startswith(".") for part in each.relative_to(path).parts)
            )
        else:
            yield path


def _with_progress(paths: list[Path], *, shown: bool) -> Iterator[Path]:
    bar = Progress(
        TextColumn("Importing"), BarColumn(), MofNCompleteColumn(), console=_err, transient=True, disable=not shown
    )
    with bar:
        yield from bar.track(paths)


def _counted(reading: Any) -> dict[str, int]:
    counts = {"whole": 0, "teaser": 0, "headline": 0}
    for draft in reading.drafts:
        counts[str(draft.extent)] += 1
    return counts


def _told(path: Path, reading: Any, intake: Any) -> dict[str, Any]:
    known = {"path": str(path), "kind": reading.kind, "title": reading.title, "notes": reading.notes}
    return {**known, "sources": len(reading.sources), "articles": _counted(reading), **asdict(intake)}


def _outcome(intake: Any) -> str:
    counts = {"new": intake.new, "now whole": intake.completed, "known": intake.known}
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "nothing new"


def _in_words(reading: Any) -> str:
    what = {"feed": "feed", "opml": "list of sources", "html": "page", "page-text": "copied page", "article": "article"}
    names = {"whole": ("article", "articles"), "teaser": ("teaser", "teasers"), "headline": ("headline", "headlines")}
    counted = [f"{count} {names[kind][count != 1]}" for kind, count in _counted(reading).items() if count]
    if reading.sources:
        counted.append(f"{len(reading.sources)} sources")
    return f"{what[reading.kind]} with {', '.join(counted) or 'nothing to store'};"


def _report(options: argparse.Namespace, told: dict[str, Any], words: str) -> None:
    if options.json:
        print(json.dumps(told, ensure_ascii=False))  # noqa: T201 (scripts read this: no wrapping, no colours)
    else:
        _out.print(words, markup=False)


# --- summarize, latest, digest ------------------------------------------------------------------------------------


def _add_summarize(commands: Any) -> None:
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
    title, text = _text_of(options.what)
    title = options.title or title
    wish = {"title": title, "language": options.language, "method": options.method}
    if options.explain:
        _explain(text, wish, options)
        return OK
    summary = summarizer.summarize(text, sentences=options.sentences, words=options.words, **wish)
    if options.json:
        told = {"title": title, "language": summary.language, "method": summary.method}
        print(json.dumps(told | {"sentences": [asdict(each) for each in summary.sentences]}, ensure_ascii=False))  # noqa: T201
        return OK
    if title:
        _out.print(title, style="bold", markup=False)
    for sentence in summary.sentences or ():
        _out.print(sentence.text, markup=False)
    if not summary.sentences:
        raise UserCanFix("There is no sentence in it that could stand in a summary.")
    return OK


def _explain(text: str, wish: dict[str, Any], options: argparse.Namespace) -> None:
    from rich.table import Table

    import summarizer

    explained = summarizer.explain(text, sentences=options.sentences, words=options.words, **wish)
    if options.json:
        print(json.dumps([asdict(each) for each in explained], ensure_ascii=False))  # noqa: T201
        return
    table = Table("rank", "sentence", "why", show_lines=True)
    for each in explained:
        table.add_row(str(each.rank + 1), each.text, "\n".join(each.reasons))
    _out.print(table)


def _text_of(what: str) -> tuple[str | None, str]:
    """Title and text of the longest whole article in a file, on a web page, or on standard input."""
    from bot import ingest

    if what == "-":
        name, content = "standard input", sys.stdin.buffer.read()
    elif what.startswith(("http://", "https://")):
        name, content = what, ingest.fetch(what)
    else:
        name, content = Path(what).name, Path(what).read_bytes()
    drafts = ingest.read_document(name, content).drafts
    whole = [draft for draft in drafts if draft.text]
    if not whole:
        raise UserCanFix(f"There is no article in {name}.")
    longest = max(whole, key=lambda draft: (draft.extent == "whole", len(draft.text)))
    return longest.title or None, longest.text


def _add_latest(commands: Any) -> None:
    parser = commands.add_parser("latest", help="list the newest stories")
    parser.add_argument("words", nargs="*", help="only stories with these words")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=_latest)


def _latest(options: argparse.Namespace) -> int:
    from bot.digest import render

    moment = now()
    with _newsroom() as newsroom:
        numbered = list(enumerate(newsroom.recent(" ".join(options.words), moment), 1))
        if options.json:
            stories = [
                {
                    "number": number,
                    "story": story.id,
                    "title": story.title,
                    "sources": [article.source.title for article in story.articles],
                    "extent": story.lead.extent,
                    "newest_at": story.newest_at.isoformat(),
                    "url": story.lead.url,
                    "summary": [sentence.text for sentence in newsroom.tell(story, 3)],
                }
                for number, story in numbered
            ]
            print(json.dumps(stories, ensure_ascii=False))  # noqa: T201
        elif numbered:
            _out.print(render.headlines(numbered, moment, "UTC").text, markup=False)
        else:
            _out.print("There is no news yet. newsbot import PATH brings some in.", markup=False)
    return OK


def _add_digest(commands: Any) -> None:
    parser = commands.add_parser("digest", help="show what a new subscriber's digest would be now")
    parser.add_argument(
        "--preview", action="store_true", required=True, help="print it; nothing is sent or counted as told"
    )
    parser.add_argument("--zone", default="UTC", help="time zone of the reader, such as Asia/Dhaka")
    parser.set_defaults(command=_digest)


def _digest(options: argparse.Namespace) -> int:
    from bot.digest import render
    from bot.model import QuietDay

    with _newsroom() as newsroom:
        value = newsroom.sample(options.zone, now())
        for message in render.delivered(value, QuietDay.LINE):
            _out.print(message.text, markup=False)
    return OK


# --- what the commands share ----------------------------------------------------------------------------------------


@contextmanager
def _newsroom() -> Iterator[Any]:
    from bot.newsroom import Newsroom
    from bot.store import Store

    with Store.open(_settings().database_url) as store:
        yield Newsroom(store)


def _settings() -> Settings:
    """From the environment; `.env` in the working directory fills in what isn't set there."""
    import os

    from dotenv import dotenv_values

    in_file = {name: value for name, value in dotenv_values(".env").items() if value is not None}
    return read_settings({**in_file, **os.environ})  # noqa: TID251 (the one reader of the environment)


def _sentence(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
