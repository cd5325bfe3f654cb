"""Nobody makes newsbot reach where it must not: every address, in every spelling, by every way."""

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from ipaddress import IPv6Address, ip_address
from time import monotonic

import pytest

from bot.ingest.fetch import Failed, Failure, Fetched, Fetcher, Guard, Kind, Limits, Request
from tests.ingest.world import FEED, NOW, Web, answer, meta_refresh, redirect

V4 = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.254", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.8.9.10",
    "168.63.129.16", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.254", "192.0.0.1", "192.0.0.192",
    "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255",
]  # fmt: skip
V6 = [
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1",
    "2001::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1",
    "fec0::1", "ff02::1",
]  # fmt: skip
CODES = (301, 302, 303, 307, 308)

connects: list[tuple[object, ...]] = []  # every address a socket of this process was told to connect to


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        connects.append(arguments[1])


sys.addaudithook(_hear)


class Canary:
    """A server that must never be reached."""

    def __init__(self, address: str, port: int = 0) -> None:
        self.hits = 0
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._socket = socket.create_server((address, port), family=family)
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        try:
            while True:
                self._socket.accept()[0].close()
                self.hits += 1
        except OSError:
            return

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with Web() as web:
        yield web


@pytest.fixture(scope="module")
def fetcher(web: Web) -> Iterator[Fetcher]:
    with web.fetcher() as fetcher:
        yield fetcher


@pytest.fixture
def canaries(web: Web) -> Iterator[list[Canary]]:
    """On another port, another loopback address with the web's port, and IPv6; and the wire is tapped."""
    with ExitStack() as stack:
        places = [("127.0.0.1", 0), ("127.0.0.2", web.port), *([("::1", web.port)] if socket.has_ipv6 else [])]
        made = []
        for address, port in places:
            try:
                made.append(stack.enter_context(closing(Canary(address, port))))
            except OSError:  # a machine without IPv6
                assert ":" in address
        connects.clear()
        yield made
        assert {tuple(to[:2]) for to in connects} <= {("127.0.0.1", web.port)}
        assert [canary.hits for canary in made] == [0] * len(made)


def spellings(address: str) -> list[str]:
    """Ways to write one address as the host of a URL."""
    judged = ip_address(address)
    if isinstance(judged, IPv6Address):
        tail = f"{int(judged) >> 24 & 255}.{int(judged) >> 16 & 255}.{int(judged) >> 8 & 255}.{int(judged) & 255}"
        front = judged.exploded.rsplit(":", 2)[0]
        return [
            f"[{judged}]",
            f"[{judged.exploded}]",
            f"[{judged.exploded.upper()}]",
            f"[{front}:{tail}]",
            f"[{judged}%25lo]",
            f"[{judged}%lo]",
            f"somebody@[{judged}]",
            f"[::ffff:{tail}]",
        ]
    a, b, c, d = (int(part) for part in address.split("."))
    return [
        address,
        str(int(judged)),
        hex(int(judged)),
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}",
        f"{a}.{b}.{c * 256 + d}",
        f"[::ffff:{address}]",
        f"[::ffff:{a * 256 + b:x}:{c * 256 + d:x}]",
        address.translate({ord("0") + digit: ord("０") + digit for digit in range(10)}),
        "".join(f"%{ord(character):02x}" for character in address),
        f"somebody@{address}",
        f"public.example@{address}",
    ]


def fetch_all(fetcher: Fetcher, urls: list[str], kind: Kind = Kind.LINK) -> list[Failure | int]:
    return [
        outcome.kind if isinstance(outcome, Failed) else 0
        for _, outcome in fetcher.fetch_many(Request(url, kind) for url in urls)
    ]


REFUSED = {Failure.UNREACHABLE, Failure.BAD_ADDRESS}


def test_no_spelling_of_any_address_that_is_not_public_is_reached(
    web: Web, fetcher: Fetcher, canaries: list[Canary]
) -> None:
    # Without a port, for the web's own would be open at 127.0.0.1; with the canaries' ports.
    ports = ["", ":443", f":{canaries[0].port}"]
    urls = [f"http://{host}{port}/" for address in V4 + V6 for host in spellings(address) for port in ports]
    found = fetch_all(fetcher, urls)
    print(f"\nliteral: {len(urls)} addresses fetched, {len(connects)} connections")
    assert set(found) <= REFUSED
    assert not connects


@pytest.mark.parametrize("order", ["alone", "first", "last"])
def test_no_name_leads_there_alone_or_among_good_answers(
    web: Web, fetcher: Fetcher, canaries: list[Canary], order: str
) -> None:
    good = ["127.0.0.1"]  # the web's own, and with its port it is allowed
    urls = []
    for number, address in enumerate(each for each in V4 + V6 if each != "127.0.0.1"):
        name = f"{order}-{number}.example"
        web.names(name, {"alone": [address], "first": [address, *good], "last": [*good, address]}[order])
        urls.append(web.url(name))
    assert set(fetch_all(fetcher, urls)) == {Failure.UNREACHABLE}
    assert not connects


def test_a_name_that_changes_between_looking_and_connecting_gains_nothing(
    web: Web, fetcher: Fetcher, canaries: list[Canary]
) -> None:
    for number, address in enumerate(each for each in V4 + V6 if each != "127.0.0.1"):
        name = f"flip-{number}.example"
        web.has(name, answer(200, FEED))
        web.names(name, ["127.0.0.1"], [address])
        web.lookups.clear()
        assert isinstance(fetcher.fetch(Request(web.url(name))), Fetched)
        assert web.lookups == [name]  # once, and what was judged is what was connected to
        assert fetcher.fetch(Request(web.url(name))) == Failed(Failure.UNREACHABLE)


@pytest.mark.parametrize("how", [*CODES, "refresh"])
def test_no_redirect_leads_there_by_number_or_by_name(
    web: Web, fetcher: Fetcher, canaries: list[Canary], how: int | str
) -> None:
    urls = []
    for number, address in enumerate(V4 + V6):
        name = f"inside-{number}.example"
        web.names(name, [address])
        port = web.port if address != "127.0.0.1" else canaries[0].port
        for place, host in enumerate([name, *spellings(address)]):
            to = f"http://{host}:{port}/"
            urls.append(
                web.has(
                    f"r{how}-{number}-{place}.test", meta_refresh(to) if how == "refresh" else redirect(to, int(how))
                )
            )
    found = fetch_all(fetcher, urls)
    print(f"\n{how}: {len(urls)} redirects, {len(connects) - len(urls)} connections behind them")
    # A page whose refresh names no address of the web at all is simply the page.
    assert set(found) <= ({Failure.UNREACHABLE, 0} if how == "refresh" else {Failure.UNREACHABLE})
    assert found.count(Failure.UNREACHABLE) > len(urls) / 2
    assert len(connects) == len(urls)


@pytest.mark.parametrize("scheme", ["file", "ftp", "gopher", "data", "javascript", "ws", "dict", "ldap", "unix"])
@pytest.mark.parametrize("how", [*CODES, "refresh"])
def test_no_redirect_leaves_the_web(
    web: Web, fetcher: Fetcher, canaries: list[Canary], scheme: str, how: int | str
) -> None:
    to = f"{scheme}://127.0.0.1:{canaries[0].port}/etc/passwd"
    url = web.has(f"{scheme}-{how}.test", meta_refresh(to) if how == "refresh" else redirect(to, int(how)))
    outcome = fetcher.fetch(Request(url, Kind.LINK))
    if how == "refresh":
        assert isinstance(outcome, Fetched)
        assert outcome.url == url
    else:
        assert outcome == Failed(Failure.UNREACHABLE)


def test_only_the_ports_of_the_web_are_opened(canaries: list[Canary]) -> None:
    guard = Guard()
    assert [port for port in range(65_536) if guard.allows("93.184.215.14", port)] == [80, 443]


def test_an_open_pair_of_a_test_opens_nothing_beside_it(web: Web, fetcher: Fetcher, canaries: list[Canary]) -> None:
    assert not web.guard.allows("127.0.0.1", 80)
    assert not web.guard.allows("127.0.0.2", web.port)
    urls = [f"http://127.0.0.1:{canaries[0].port}/", f"http://127.0.0.2:{web.port}/", f"http://[::1]:{web.port}/"]
    assert fetch_all(fetcher, urls) == [Failure.UNREACHABLE] * 3


def test_a_kept_connection_serves_its_own_host_only(web: Web, fetcher: Fetcher, canaries: list[Canary]) -> None:
    url = web.has("kept.test", answer(200, b"<p>one</p>", Connection=""))
    before = web.connections
    assert all(isinstance(fetcher.fetch(Request(url, Kind.LINK)), Fetched) for _ in range(5))
    assert web.connections == before + 1  # it is kept, so the next lines say something
    web.names("inside.example", ["127.0.0.2"])
    assert fetcher.fetch(Request(web.url("inside.example"), Kind.LINK)) == Failed(Failure.UNREACHABLE)
    assert fetcher.fetch(Request(f"http://127.0.0.2:{web.port}/", Kind.LINK)) == Failed(Failure.UNREACHABLE)


def test_the_environment_opens_nothing(web: Web, canaries: list[Canary], monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = f"http://127.0.0.1:{canaries[0].port}"
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy)
    monkeypatch.setenv("NO_PROXY", "*")
    with web.fetcher() as fetcher:
        assert isinstance(fetcher.fetch(Request(web.has("plain.test", answer(200, FEED)))), Fetched)
        assert fetcher.fetch(Request("http://10.0.0.1/")) == Failed(Failure.UNREACHABLE)


def test_the_canary_would_sing(web: Web) -> None:
    """What the tests above rely on: an opened guard does reach it, and the tap on the wire hears it."""
    with closing(Canary("127.0.0.1")) as canary:
        connects.clear()
        with Fetcher(now=lambda: NOW, guard=Guard(frozenset({("127.0.0.1", canary.port)}))) as fetcher:
            fetcher.fetch(Request(f"http://127.0.0.1:{canary.port}/"))
        assert canary.hits >= 1
        assert ("127.0.0.1", canary.port) in connects


def test_a_refused_address_and_a_dead_one_look_the_same_to_whoever_asked(web: Web) -> None:
    web.names("inside.example", ["10.0.0.1"])
    web.names("nowhere.example", [])
    dead = socket.create_server(("127.0.0.1", 0))
    port = dead.getsockname()[1]
    dead.close()
    web.names("dead.example", ["127.0.0.1"])
    guard = Guard(frozenset({("127.0.0.1", port)}), web.look_up)
    with Fetcher(now=web.now, guard=guard, limits=Limits(unreachable_takes=0.2)) as fetcher:
        outcomes, times = [], []
        for host in ("10.0.0.1", "169.254.169.254", "inside.example", "nowhere.example", f"dead.example:{port}"):
            began = monotonic()
            outcomes.append(fetcher.fetch(Request(f"http://{host}/")))
            times.append(monotonic() - began)
    print("\nseconds:", [round(each, 3) for each in times])
    assert outcomes == [Failed(Failure.UNREACHABLE)] * 5
    assert all(each >= 0.2 for each in times)
