"""Foreign documents are read where they can do no harm: real processes, really killed."""

import os
import pickle  # noqa: TID251 (to forge what a process that was taken over would send)
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from time import monotonic

import psutil
import pytest

from bot.errors import Unreadable
from bot.ingest import cell, prepare, read_document
from bot.ingest.outcomes import Fetched
from bot.ingest.readers import Confines, Document, Excess, Poison, Read, Readers
from bot.model import Draft, Extent
from tests.ingest.hostile_documents import hostile_documents

WORDS = "The harbour bridge was closed on Monday while divers looked for the missing buoy. Nobody was hurt. "


def page(number: int, sentences: int = 12) -> Document:
    title = f"Bridge report number {number}"
    body = "".join(f"<p>{WORDS} It was day {number * 100 + n}.</p>" for n in range(sentences))
    html = f"<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
    return Document(f"{number}.html", html.encode(), f"http://post.test/{number}")


def feed(articles: int) -> Document:
    items = "".join(
        f"<item><guid>{n}</guid><title>Report {n}</title><description>{WORDS * 90}</description></item>"
        for n in range(articles)
    )
    return Document("feed.xml", f'<rss version="2.0"><channel><title>Post</title>{items}</channel></rss>'.encode())


TABLE = Document(
    "table.html", b"<!doctype html><html><body><table>" + b"<tr><td>a</td><td>b</td></tr>" * 200_000 + b"</table>"
)


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(2) as readers:
        readers.read(page(0))
        yield readers


@pytest.fixture
def short() -> Iterator[Readers]:
    """One process, with little time for anything."""
    with Readers(1, Confines(cpu=1, wall=1.5)) as readers:
        readers.read(page(0))
        yield readers


def processes(readers: Readers) -> list[int]:
    """The processes that live, the one that reads next last; ask while nothing is being read."""
    cells = (*readers._back._idle.queue, *readers._front._idle.queue)
    return [cell._process.pid for cell in cells if cell._process and cell._process.pid]


def test_what_comes_back_is_what_reading_it_here_would_give(readers: Readers) -> None:
    document = page(7)
    outcome = readers.read(document)
    expected = read_document(document.name, document.content, url=document.url)
    assert outcome == Read(expected, tuple(prepare(draft) for draft in expected.drafts))


def test_what_can_not_be_read_comes_back_with_its_sentence(readers: Readers) -> None:
    outcome = readers.read(Document("x", b"%PDF-1.7"))
    assert isinstance(outcome, Unreadable)
    assert "PDF" in str(outcome)


def test_a_charset_that_only_the_server_names_is_heeded(readers: Readers) -> None:
    item = "<item><title>Łódź: żółw wygrał</title></item>"
    feed = f'<rss version="2.0"><channel><title>A</title>{item}</channel></rss>'.encode("iso8859-2")
    outcome = readers.read(
        Document.fetched("feed", Fetched("http://a.test/", "http://a.test/", 200, feed, charset="ISO-8859-2"))
    )
    assert isinstance(outcome, Read)
    assert outcome.reading.drafts[0].title == "Łódź: żółw wygrał"


def test_only_what_is_not_known_is_prepared(readers: Readers) -> None:
    first = readers.read(feed(5))
    assert isinstance(first, Read)
    keys = [draft.key for draft in first.reading.drafts]
    again = readers.read(Document("feed.xml", feed(5).content, known=frozenset(keys[:3])))
    assert isinstance(again, Read)
    assert [draft.key for draft in again.reading.drafts] == keys
    assert again.prepared == first.prepared[3:]


def test_every_document_comes_back_once_as_they_finish(readers: Readers) -> None:
    documents = [page(n) for n in range(40)]
    found = dict(readers.read_many(iter(documents)))
    assert set(found) == set(documents)
    for document, outcome in found.items():
        assert isinstance(outcome, Read)
        assert outcome.reading.drafts[0].url == document.url


def test_no_more_is_taken_than_is_soon_read(readers: Readers) -> None:
    taken = []

    def endless() -> Iterator[Document]:
        for n in range(10_000):
            taken.append(n)
            yield page(n)

    found = readers.read_many(endless())
    for _ in range(10):
        next(found)
    assert len(taken) <= 10 + 6


def test_a_person_does_not_wait_for_the_whole_stream(readers: Readers) -> None:
    order = []
    found = readers.read_many(page(n, 200) for n in range(30))
    next(found)
    person = threading.Thread(target=lambda: order.append(readers.read(page(999))))
    person.start()
    for _ in range(10):
        next(found)
    person.join(10)
    assert order
    assert isinstance(order[0], Read)


def test_a_document_that_takes_too_long_is_killed_and_the_next_one_is_read(short: Readers) -> None:
    before = processes(short)
    assert short.read(TABLE) == Poison(Excess.TIME)
    assert isinstance(short.read(page(1)), Read)
    assert not {*processes(short)} & {*before}
    assert not psutil.pid_exists(before[-1])


def test_a_document_that_needs_too_much_memory_is_refused_and_the_next_one_is_read() -> None:
    with Readers(1, Confines(memory=400 * 2**20, cpu=60, wall=60)) as readers:
        assert isinstance(readers.read(page(1)), Read)
        outcome = readers.read(TABLE)
        assert isinstance(outcome, Poison | Unreadable)
        assert isinstance(readers.read(page(2)), Read)


def test_large_documents_keep_nobody_waiting(readers: Readers) -> None:
    large = Document("large.html", TABLE.content[: len(TABLE.content) // 16])
    found = readers.read_many([large, large, large, *(page(n) for n in range(20))])
    order = [document.name for document, _ in found]
    assert order[-2:] == [large.name] * 2


def test_what_takes_long_is_read_again_by_a_process_that_steps_back() -> None:
    with Readers(1, Confines(wall=1)) as readers:
        readers.read(page(0))
        (front,) = processes(readers)
        os.kill(front, signal.SIGSTOP)
        found = [outcome for _, outcome in readers.read_many(page(n) for n in range(5))]
        back = psutil.Process(processes(readers)[0])
        assert [type(outcome) for outcome in found] == [Read] * 5
        assert not psutil.pid_exists(front)
        assert back.nice() > psutil.Process().nice()


def test_a_process_that_dies_in_the_middle_costs_its_document_alone(short: Readers) -> None:
    for _ in range(3):
        killer = threading.Timer(0.3, os.kill, (processes(short)[-1], signal.SIGSEGV))
        killer.start()
        assert short.read(TABLE) == Poison(Excess.LIFE)
        assert isinstance(short.read(page(1)), Read)


def test_a_process_that_stands_still_is_not_waited_for(short: Readers) -> None:
    os.kill(processes(short)[-1], signal.SIGSTOP)
    began = monotonic()
    assert short.read(page(1)) == Poison(Excess.TIME)
    assert monotonic() - began < 10
    assert isinstance(short.read(page(1)), Read)


def test_a_process_is_replaced_after_so_many_documents() -> None:
    with Readers(1, Confines(documents=3)) as readers:
        pids = []
        for n in range(9):
            assert isinstance(readers.read(page(n)), Read)
            pids.append(processes(readers)[-1])
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 3]


def test_too_much_that_comes_out_is_refused() -> None:
    with Readers(1, Confines(result=20_000)) as readers:
        assert readers.read(page(1, 500)) == Poison(Excess.SIZE)
        assert isinstance(readers.read(page(1, 3)), Read)


def test_a_long_feed_has_the_time_for_each_of_its_parts() -> None:
    with Readers(1, Confines(cpu=3, wall=30)) as readers:
        outcome = readers.read(feed(300))
    assert isinstance(outcome, Read)
    assert len(outcome.prepared) == 300


ATTEMPTS = """
import os, socket, subprocess
from bot.ingest.confinement import Confines, _confine
_confine(Confines())
for attempt in (
    lambda: socket.socket(),
    lambda: socket.getaddrinfo("localhost", 80),
    lambda: socket.create_connection(("127.0.0.1", 1)),
    lambda: subprocess.run(["true"]),
    lambda: os.system("true"),
    lambda: os.execv("/bin/true", ["true"]),
    lambda: os.fork(),
    lambda: os.kill(os.getppid(), 0),
):
    try:
        attempt()
    except PermissionError as error:
        assert "is forbidden where foreign documents are read" in str(error)
        print("refused")
"""


def test_where_documents_are_read_there_is_no_network_and_no_other_program() -> None:
    ended = subprocess.run([sys.executable, "-c", ATTEMPTS], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == ["refused"] * 8


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows what a process holds open")
def test_where_documents_are_read_nothing_of_ours_is_open(short: Readers, tmp_path: object) -> None:
    with socket.create_server(("127.0.0.1", 0)), open(f"{tmp_path}/news.db", "w"):  # noqa: PTH123 (a file held open)
        short.read(TABLE)  # killed, so that a new process is born while they are open
        assert isinstance(short.read(page(1)), Read)
        process = psutil.Process(processes(short)[-1])
        assert process.net_connections() == []
        assert [each.path for each in process.open_files() if "news.db" in each.path] == []


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("true",)


def test_nothing_but_plain_values_is_taken_from_such_a_process() -> None:
    from bot.ingest.cell import _unpacked

    for value in (Evil(), [Evil()], os.system, subprocess.Popen, read_document):
        with pytest.raises(pickle.UnpicklingError):
            _unpacked(pickle.dumps(value))


def test_hostile_documents_cost_the_good_ones_nothing_but_time() -> None:
    hostile = hostile_documents()[::12]
    good = [page(n) for n in range(200)]
    stream = [*good]
    for number, document in enumerate(hostile):
        stream.insert(number * (len(stream) // len(hostile)), document)
    process = psutil.Process()
    with Readers(2, Confines(cpu=1)) as readers:
        readers.read(page(0))
        before, began = process.memory_info().rss, monotonic()
        found = dict(readers.read_many(stream))
        took, grown = monotonic() - began, process.memory_info().rss / before - 1
    poison = sum(isinstance(found[document], Poison) for document in hostile)
    print(f"\n{len(good)} good, {len(hostile)} hostile: {took:.1f} s, {poison} killed, the parent grew by {grown:.1%}")
    assert all(isinstance(found[document], Read) for document in good)
    assert set(found) == {*good, *hostile}
    assert poison >= 1


def test_closing_leaves_no_process_behind() -> None:
    readers = Readers(2)
    list(readers.read_many(page(n) for n in range(4)))
    ours = processes(readers)
    readers.close()
    assert ours
    assert not any(psutil.pid_exists(pid) for pid in ours)


def test_a_member_of_an_enum_is_taken_however_this_python_pickles_it_and_nothing_else() -> None:
    class Reaching:
        def __init__(self, kind: object, name: str) -> None:
            self.parts = (kind, name)

        def __reduce__(self) -> tuple[object, tuple[object, ...]]:
            return getattr, self.parts

    assert cell._unpacked(pickle.dumps(Reaching(Extent, "TEASER"))) is Extent.TEASER
    with pytest.raises(pickle.UnpicklingError):
        cell._unpacked(pickle.dumps(Reaching(Draft, "__init__")))
