"""Strings that nobody would type, through the door and into both databases: what comes back is equal, to the character.

    python -m tests.benchmarks.stored_strings [--count N] [--seed N] [--postgres URL] [--json]

Each string is stored twice in each database: as it is, as if something had got past the door (NUL and lone surrogates, which
UTF-8 and PostgreSQL refuse, become U+FFFD one for one), and as `clean_text` lets it in, which must come back unchanged.
Without --postgres: TEST_DATABASE_URL, or a server on 127.0.0.1; a database of our own is made there and dropped.
"""

import argparse
import json
import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sqlalchemy import delete, select

from bot.store import Store, tables
from bot.store.dialect import insert_new
from summarizer import clean_text
from tests.make import NOW
from tests.postgres import fresh_database
from tests.store.conftest import hurry

_BATCH = 2_000
_REPLACED = re.compile("[\0\ud800-\udfff]")
_LETTERS = "aZ09 éßяЖабאבعرבহিনदेไทย中文かなカ한국👍🏽👨\u200d👩\u200d👧🇧🇩"
_MARKS = [
    *range(0x0300, 0x0370),
    *range(0x0591, 0x05BE),
    *range(0x064B, 0x0660),
    0x09BE,
    0x0E31,
    0x1DC4,
    0x20DD,
    0xFE0F,
]
_DIRECTIONS = [
    0x200B,
    0x200C,
    0x200D,
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0xFEFF,
    0xAD,
    0x61C,
]
_CONTROLS = [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0xFFFE, 0xFFFF, 0xFFF9, 0xE0001, 0xE0041]

Chance = np.random.Generator
Kind = Callable[[Chance, int], "Sequence[int] | np.ndarray"]


def _among(points: Sequence[int], letters: float) -> Kind:
    """Code points among these, mixed with so many letters."""
    known, plain = np.array(points), np.array([ord(letter) for letter in _LETTERS])

    def draw(chance: Chance, length: int) -> np.ndarray:
        is_plain = chance.random(length) < letters
        return np.where(is_plain, chance.choice(plain, length), chance.choice(known, length))

    return draw


def _zalgo(chance: Chance, length: int) -> np.ndarray:
    points = chance.choice(_MARKS, length)
    points[:: chance.integers(2, 40)] = ord("a") + chance.integers(0, 26)
    return points


def _halves(chance: Chance, length: int) -> np.ndarray:
    """Surrogates, alone and in pairs, the right way round and the wrong one."""
    points = chance.integers(0xD800, 0xE000, length)
    points[chance.random(length) < 0.3] = ord("x")
    return points


KINDS: dict[str, Kind] = {
    "all planes": lambda chance, length: chance.integers(0, 0x110000, length),
    "first plane": lambda chance, length: chance.integers(0, 0x10000, length),
    "first letters": lambda chance, length: chance.integers(0, 0x250, length),
    "writing": _among([ord(letter) for letter in _LETTERS], 1.0),
    "controls": _among(_CONTROLS, 0.5),
    "NUL": _among([0], 0.6),
    "surrogates": _halves,
    "directions": _among(_DIRECTIONS, 0.5),
    "zalgo": _zalgo,
    "spaces": _among([0x20, 0x09, 0x0A, 0x0D, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], 0.2),
    "SQL and JSON": _among([ord(sign) for sign in "'\"\\%_;-:$?{}[]`\n\t/*"], 0.3),
    "private and unassigned": _among([0xE000, 0xF8FF, 0x378, 0x2FE0, 0xF0000, 0xFFFFD, 0x10FFFD, 0x10FFFF], 0.3),
}


def generate(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """So many strings with the names of their kinds, the same for the same seed. One in 1,000 is long."""
    chance = np.random.default_rng(seed)
    names = list(KINDS)
    for number in range(count):
        name = names[number % len(names)]
        length = int(chance.integers(2_000, 20_000) if chance.random() < 0.001 else chance.integers(0, 60))
        points = np.asarray(KINDS[name](chance, length), dtype="<u4")
        yield name, points.tobytes().decode("utf-32-le", "surrogatepass")


@dataclass
class Findings:
    """How many strings went in, and which did not come out as they should."""

    strings: int = 0
    characters: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    unlike: list[str] = field(default_factory=list)  # in which database, and which string
    unclean: list[str] = field(default_factory=list)  # what `clean_text` left in
    unsettled: list[str] = field(default_factory=list)  # cleaning it again changes it again


def check(stores: Sequence[Store], strings: Sequence[tuple[str, str]], findings: Findings) -> None:
    """Store one batch in every store, read it back, compare, and delete it again."""
    sent = [text for _, text in strings]
    cleaned = [clean_text(text) for text in sent]
    for text, clean in zip(sent, cleaned, strict=True):
        if clean_text(clean) != clean:
            findings.unsettled.append(f"{text[:200]!a}")
        if _REPLACED.search(clean):
            findings.unclean.append(f"{text[:200]!a}")
    expected = [_REPLACED.sub("\ufffd", text) for text in sent] + cleaned
    for store in stores:
        found = _through(store, [*sent, *cleaned])
        for want, got in zip(expected, found, strict=True):
            if want != got:
                findings.unlike.append(f"{store._engine.dialect.name}: {want[:200]!a}")
    findings.strings += len(sent)
    findings.characters += sum(map(len, sent))
    findings.kinds.update(name for name, _ in strings)


def _through(store: Store, texts: Sequence[str]) -> list[str]:
    """What comes back of these, by the column that all words are in and the statements that all rows are stored with."""
    inbox = tables.inbox
    same = {"state": "done", "attempts": 0, "announced": [], "received_at": NOW, "changed_at": NOW}
    rows = [{**same, "update_id": number, "raw": text} for number, text in enumerate(texts)]
    with store._writing() as connection:
        insert_new(connection, inbox, rows)
    with store._writing() as connection:
        found = [raw for (raw,) in connection.execute(select(inbox.c.raw).order_by(inbox.c.update_id))]
        connection.execute(delete(inbox))
    return found


def main() -> None:
    """The benchmark."""
    from rich.progress import track

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=20_261_122)
    parser.add_argument("--postgres", default=os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres"))  # fmt: skip
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    findings, began = Findings(), time.perf_counter()
    strings = generate(options.count, options.seed)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        postgres = stack.enter_context(fresh_database(options.postgres))
        addresses = [f"sqlite:///{Path(folder) / 'news.db'}", postgres]
        stores = [stack.enter_context(Store.open(address)) for address in addresses]
        for store in stores:
            hurry(store)
        for at in track(range(0, options.count, _BATCH), description="strings", disable=options.json):
            batch = [next(strings) for _ in range(min(_BATCH, options.count - at))]
            check(stores, batch, findings)
    figures = {
        "strings": findings.strings,
        "characters": findings.characters,
        "kinds": dict(findings.kinds),
        "came back unlike": len(findings.unlike),
        "left unclean": len(findings.unclean),
        "changed by cleaning again": len(findings.unsettled),
        "examples": [each[0] for each in (findings.unlike, findings.unclean, findings.unsettled) if each],
        "seconds": round(time.perf_counter() - began),
    }
    if options.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:26}{value}")


if __name__ == "__main__":
    main()
