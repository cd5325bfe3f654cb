"""newsbot run and newsbot demo; rule: the demo asks for no settings and touches nobody's database."""

import argparse
import asyncio
from pathlib import Path
from typing import Any

from bot.cli.environment import now, settings
from bot.cli.terminal import OK, OUT
from bot.settings import Settings


def add(commands: Any) -> None:
    """Adds them to the parser."""
    _add_run(commands)
    _add_demo(commands)


def _add_run(commands: Any) -> None:
    parser = commands.add_parser("run", help="run the bot in Telegram (needs BOT_TOKEN)")
    parser.set_defaults(command=_run)


def _run(_options: argparse.Namespace) -> int:
    from bot import app

    known = settings()
    known.require_token()
    app.log_to_stderr(known)
    asyncio.run(app.run(known, now))
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
            OUT.print(line, markup=False)
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
    OUT.print(f"The demo is at {url} (Ctrl-C ends it)", markup=False)
    if opens:
        import webbrowser

        webbrowser.open(url)
