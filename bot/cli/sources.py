"""newsbot sources: add, list, remove, check, export; rule: what the operator adds is read by everybody."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Column, Table
from rich.text import Text

from bot.cli.environment import newsroom, newsroom_on_the_web, now
from bot.cli.terminal import ERR, FAILED, MISUSED, OK, OUT, print_json, with_progress
from bot.errors import UserCanFix

if TYPE_CHECKING:  # newsbot --help need not wait for a newsroom
    from bot.newsroom import Added, Checked, Newsroom, SourceView

Handler = Callable[["Newsroom", argparse.Namespace], int]


def add(commands: Any) -> None:
    """Adds them to the parser; `handler` is what each does to a newsroom."""
    parser = commands.add_parser("sources", help="what everybody reads: add, list, remove, check, export")
    deeds = parser.add_subparsers(required=True, metavar="add|list|remove|check|export")
    adding = _deed(deeds, "add", add_sources, "read a feed or a news site from now on", on_the_web=True)
    adding.add_argument(
        "urls", nargs="+", metavar="URL", help="address of a feed, or of a site: its feed is looked for"
    )
    _deed(deeds, "list", list_sources, "what is read, how often, and what is wrong")
    removing = _deed(deeds, "remove", remove_sources, "stop reading a source for everybody")
    removing.add_argument("ids", nargs="+", type=int, metavar="ID", help="its number in: newsbot sources list")
    _deed(deeds, "check", check_sources, "ask every source once, and store nothing", on_the_web=True)
    exporting = _deed(deeds, "export", export_sources, "write all of them as OPML, which other feed readers take")
    exporting.add_argument("path", nargs="?", default="-", metavar="FILE", help="where to (default: standard output)")


def _deed(deeds: Any, name: str, handler: Handler, what: str, *, on_the_web: bool = False) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = deeds.add_parser(name, help=what)
    parser.add_argument("--json", action="store_true", help="a JSON line for each source")
    parser.set_defaults(command=_run, handler=handler, on_the_web=on_the_web)
    return parser


def _run(options: argparse.Namespace) -> int:
    with (newsroom_on_the_web if options.on_the_web else newsroom)() as room:
        status: int = options.handler(room, options)
    return status


def add_sources(room: "Newsroom", options: argparse.Namespace) -> int:
    """Add each of the addresses; the status says whether all of them were added."""
    status = OK
    for url in options.urls:
        try:
            added = room.add_source(None, url, now())
        except UserCanFix as error:
            status = FAILED
            _report(options, {"url": url, "error": str(error)}, f"{url}: {error}")
            continue
        if added.source is None:
            status = MISUSED
        _report(options, _told(url, added), _in_words(url, added))
    return status


def _told(url: str, added: "Added") -> dict[str, Any]:
    if added.source is None:
        return {"url": url, "choices": [{"url": hint.url, "title": hint.title} for hint in added.choices]}
    source = {"id": added.source.id, "kind": added.source.kind, "title": added.source.title, "source": added.source.url}
    return {"url": url, **source, "new": added.new, "was_known": added.was_known}


def _in_words(url: str, added: "Added") -> str:
    if added.source is None:
        offered = "\n".join(f"  {hint.url}  {hint.title}" for hint in added.choices)
        return f"{url} offers several; add one of them by its own address:\n{offered}"
    source = added.source
    if added.was_known:
        return f"{source.id}  {source.title}: is read already"
    return f"{source.id}  {source.title}: read from now on ({source.url})"


def list_sources(room: "Newsroom", options: argparse.Namespace) -> int:
    """All that anybody reads."""
    views = room.sources_of(None)
    if options.json:
        for view in views:
            print_json(_row(view))
    elif views:
        OUT.print(_table(views))
    else:
        OUT.print("No source is read yet. newsbot sources add URL adds one, newsbot import FILE.opml a list.")
    return OK


def _row(view: "SourceView") -> dict[str, Any]:
    source = view.source
    about = {"id": source.id, "kind": source.kind, "title": source.title, "url": source.url}
    return {**about, "is_shared": view.is_shared, "followers": view.followers, "state": view.state}


def _table(views: tuple["SourceView", ...]) -> Table:
    table = Table("id", "title", "read by", "state", Column("address", overflow="fold"), box=None, pad_edge=False)
    for view in views:
        readers = "everybody" if view.is_shared else f"{view.followers} chats"
        # Titles are foreign words: Text, so that nothing in them is taken for markup.
        cells = (str(view.source.id), view.source.title, readers, view.state, view.source.url)
        table.add_row(*map(Text, cells))
    return table


def remove_sources(room: "Newsroom", options: argparse.Namespace) -> int:
    """No longer for everybody; chats that added one themselves keep it."""
    known = {view.source.id: view.source for view in room.sources_of(None) if view.is_shared}
    status = OK
    for id_ in options.ids:
        if id_ in known and room.remove_source(id_):
            _report(options, {"id": id_, "removed": True}, f"{id_}  {known[id_].title}: no longer read for everybody")
        else:
            status = FAILED
            words = f"{id_}: there is no such source that everybody reads. newsbot sources list shows them."
            _report(options, {"id": id_, "removed": False}, words)
    return status


def check_sources(room: "Newsroom", options: argparse.Namespace) -> int:
    """Ask them all; the status says whether all are well."""
    total = len(room.sources_of(None))
    found = list(with_progress("Asking", room.check_sources(), total=total, shown=not options.json))
    found.sort(key=lambda checked: (checked.is_well, checked.source.title.casefold()))
    if options.json:
        for checked in found:
            print_json(_result(checked))
    else:
        _show(found)
    return OK if all(checked.is_well for checked in found) else FAILED


def _result(checked: "Checked") -> dict[str, Any]:
    source = {"id": checked.source.id, "title": checked.source.title, "url": checked.source.url}
    return {**source, "is_well": checked.is_well, "problem": checked.problem, "articles": checked.articles}


def _show(found: list["Checked"]) -> None:
    table = Table("id", "title", "articles", "answer", box=None, pad_edge=False)
    for checked in found:
        answer = "well" if checked.is_well else checked.problem
        cells = (str(checked.source.id), checked.source.title, str(checked.articles), answer)
        table.add_row(*map(Text, cells))
    if found:
        OUT.print(table)
    bad = sum(not checked.is_well for checked in found)
    ERR.print(f"{len(found)} sources asked, {bad} with a problem.")


def export_sources(room: "Newsroom", options: argparse.Namespace) -> int:
    """The list as OPML."""
    content = room.export_opml(None)
    if options.path == "-":
        OUT.file.write(content.decode())
    else:
        Path(options.path).write_bytes(content)
        _report(options, {"path": options.path}, f"Written to {options.path}.")
    return OK


def _report(options: argparse.Namespace, told: dict[str, Any], words: str) -> None:
    if options.json:
        print_json(told)
    else:
        OUT.print(words, markup=False)
