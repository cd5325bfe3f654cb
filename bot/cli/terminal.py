"""What goes to the terminal, and the status a command ends with; rule: JSON is printed bare, for scripts to read."""

import json
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

OK, FAILED, MISUSED = 0, 1, 2

OUT = Console(soft_wrap=True, highlight=False)
ERR = Console(stderr=True, soft_wrap=True, highlight=False)

T = TypeVar("T")


def print_json(value: object) -> None:
    """One line of JSON."""
    print(json.dumps(value, ensure_ascii=False))  # noqa: T201 (scripts read this: no wrapping, no colours)


def with_progress(doing: str, steps: Iterable[T], *, total: int, shown: bool) -> Iterator[T]:
    """The steps, one after the other, while a bar on standard error counts them; it is gone at the end."""
    bar = Progress(TextColumn(doing), BarColumn(), MofNCompleteColumn(), console=ERR, transient=True, disable=not shown)
    with bar:
        yield from bar.track(steps, total=total)
