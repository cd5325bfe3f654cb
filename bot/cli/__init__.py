"""The command line: parses, calls, prints; the only reader of the environment and the clock.

Rule: whatever goes wrong for a reason a person can mend ends in one sentence and a status, never in a traceback.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version

from bot.cli import documents, news, running, sources, summaries
from bot.cli.terminal import ERR, FAILED, MISUSED, OK
from bot.errors import BadSetting, NewsbotError, UserCanFix


def run(arguments: Sequence[str]) -> int:
    """Carry out one command; the status to exit with: 0 done, 1 part of it failed, 2 it could not be done as asked."""
    options = parse(arguments)
    try:
        status: int = options.command(options)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader (head, less) has had enough. Without this the interpreter complains once more at exit.
        sys.stderr.close()
        return OK
    except (BadSetting, UserCanFix) as error:
        ERR.print(str(error), markup=False)
        return MISUSED
    except (NewsbotError, OSError) as error:
        ERR.print(str(error), markup=False)
        return FAILED
    return status


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What was asked for, `command` being the function that does it; ends the program with usage when it can't be told."""
    return _parser().parse_args(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="newsbot", description="A Telegram bot that reads the news.")
    parser.add_argument("--version", action="version", version=f"newsbot {version('newsbot')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for room in (running, sources, documents, summaries, news):
        room.add(commands)
    return parser
