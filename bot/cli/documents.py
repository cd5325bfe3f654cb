"""newsbot import: files into the newsroom; rule: a file that can't be read is named, and the others come in."""

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.cli.environment import newsroom, now
from bot.cli.terminal import FAILED, OK, OUT, print_json, with_progress
from bot.errors import UserCanFix


def add(commands: Any) -> None:
    """Adds it to the parser."""
    parser = commands.add_parser("import", help="store feeds, pages, copied page text, articles or OPML from files")
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of files")
    parser.add_argument("--source", metavar="NAME", help="who printed it, where the file doesn't say")
    parser.add_argument("--json", action="store_true", help="a JSON line for each file")
    parser.set_defaults(command=_import)


def _import(options: argparse.Namespace) -> int:
    from bot import ingest

    failures = 0
    paths = list(_files(options.paths))
    with newsroom() as room:
        for path in with_progress("Importing", paths, total=len(paths), shown=not options.json):
            try:
                reading = ingest.read_document(path.name, path.read_bytes())
                intake = room.take(reading, now(), name=options.source)
            except (UserCanFix, OSError) as error:
                failures += 1
                _report(options, {"path": str(path), "error": _sentence(error)}, f"{path}: {_sentence(error)}")
                continue
            _report(options, _told(path, reading, intake), f"{path}: {_in_words(reading)} {_outcome(intake)}.")
            for note in reading.notes if not options.json else ():
                OUT.print(f"  {note}", markup=False)
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
        print_json(told)
    else:
        OUT.print(words, markup=False)


def _sentence(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
