"""newsbot latest and newsbot digest; rule: they look, and nothing counts as told by it."""

import argparse
from typing import Any

from bot.cli.environment import newsroom, now
from bot.cli.terminal import OK, OUT, print_json


def add(commands: Any) -> None:
    """Adds them to the parser."""
    _add_latest(commands)
    _add_digest(commands)


def _add_latest(commands: Any) -> None:
    parser = commands.add_parser("latest", help="list the newest stories")
    parser.add_argument("words", nargs="*", help="only stories with these words")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=_latest)


def _latest(options: argparse.Namespace) -> int:
    from bot.digest import render

    moment = now()
    with newsroom() as room:
        numbered = list(enumerate(room.recent(" ".join(options.words), moment), 1))
        if options.json:
            print_json(
                [
                    {
                        "number": number,
                        "story": story.id,
                        "title": story.title,
                        "sources": [article.source.title for article in story.articles],
                        "extent": story.lead.extent,
                        "newest_at": story.newest_at.isoformat(),
                        "url": story.lead.url,
                        "summary": [sentence.text for sentence in room.tell(story, 3)],
                    }
                    for number, story in numbered
                ]
            )
        elif numbered:
            OUT.print(render.headlines(numbered, moment, "UTC").text, markup=False)
        else:
            OUT.print(
                "There is no news yet. newsbot sources add URL follows a source; newsbot import PATH brings in files.",
                markup=False,
            )
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

    with newsroom() as room:
        value = room.sample(options.zone, now())
        for message in render.delivered(value, QuietDay.LINE):
            OUT.print(message.text, markup=False)
    return OK
