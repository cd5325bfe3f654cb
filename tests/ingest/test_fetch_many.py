"""Many fetches: each once, as they finish; politely to each host, and no host delays another."""

import asyncio
import gc
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from time import sleep

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.fetch import Failed, Failure, Fetched, Kind, Request
from bot.ingest.turns import Hosts, Line
from tests.ingest.world import FEED, PAGE, Web, answer, redirect, tarpit


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as web:
        yield web


def test_every_request_comes_back_exactly_once_with_its_own_outcome(web: Web) -> None:
    requests = [Request(web.has(f"s{n}.test", answer(200, b"%d" % n))) for n in range(150)]
    requests += [Request(web.url("missing.test")), Request("not an address"), requests[0], requests[0]]
    with web.fetcher() as fetcher:
        found = list(fetcher.fetch_many(requests))
    assert Counter(request for request, _ in found) == Counter(requests)
    contents = {request.url: outcome.content for request, outcome in found if isinstance(outcome, Fetched)}
    assert contents == {web.url(f"s{n}.test"): b"%d" % n for n in range(150)}


def test_outcomes_come_as_they_finish_past_a_host_that_does_not_answer(web: Web) -> None:
    pit = web.has("pit.test", tarpit)
    good = [Request(web.has(f"s{n}.test", answer(200, FEED))) for n in range(100)]
    with web.fetcher(deadline=1.5, connections=8) as fetcher:
        found = list(fetcher.fetch_many([Request(pit)] * 2 + good))
    assert [request.url for request, _ in found[:100]] == [request.url for request, _ in found if request.url != pit]
    assert [outcome for _, outcome in found[100:]] == [Failed(Failure.TIMEOUT)] * 2


def test_a_host_is_asked_by_no_more_than_two_at_once_whatever_it_calls_itself(web: Web) -> None:
    async def briefly(asked: object, writer: object) -> None:
        await asyncio.sleep(0.02)
        await answer(200, FEED)(asked, writer)  # type: ignore[arg-type]

    urls = []
    for n in range(12):
        web.names(f"n{n}.wild.com", ["127.0.0.1"])
        urls.append(web.has(f"n{n}.wild.com", briefly))
    urls += [web.has("one.test", briefly)] * 12
    busy = Counter[str]()
    with web.fetcher() as fetcher:
        for _ in fetcher.fetch_many(Request(url) for url in urls):
            busy["wild"] = max(busy["wild"], sum(n for host, n in web.at_once.items() if host.endswith(".wild.com")))
    assert web.most_at_once["one.test"] == 2
    assert busy["wild"] <= 2


def test_nobody_reading_stops_the_fetching_and_leaving_ends_it(web: Web) -> None:
    requests = [Request(web.has(f"s{n}.test", answer(200, FEED))) for n in range(400)]
    with web.fetcher(connections=8) as fetcher:
        found = fetcher.fetch_many(requests)
        next(found)
        before = -1
        while before < len(web.hits):  # until no more come
            before = len(web.hits)
            sleep(0.2)
        assert before < 150
        other = list(fetcher.fetch_many([Request(web.url("s1.test"))]))  # nobody else is stopped by it
        assert isinstance(other[0][1], Fetched)
        assert len(list(found)) == 399
        leaving = fetcher.fetch_many(requests)
        next(leaving)
        del leaving
        gc.collect()
        assert isinstance(fetcher.fetch(requests[0]), Fetched)


def test_leaving_early_again_and_again_uses_nothing_up(web: Web) -> None:
    requests = [Request(web.has(f"s{n}.test", answer(200, FEED))) for n in range(30)]
    with web.fetcher(connections=2) as fetcher:
        for _ in range(30):
            found = fetcher.fetch_many(requests)
            next(found)
            found.close()
        assert len(list(fetcher.fetch_many(requests))) == 30


def test_several_threads_share_one_fetcher(web: Web) -> None:
    urls = [web.has(f"s{n}.test", answer(200, FEED)) for n in range(60)]
    found: Counter[str] = Counter()
    with web.fetcher() as fetcher:

        def read() -> None:
            for request, outcome in fetcher.fetch_many(Request(url) for url in urls):
                found[request.url] += isinstance(outcome, Fetched)

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == dict.fromkeys(urls, 4)


def test_closing_ends_whoever_still_waits(web: Web) -> None:
    fetcher = web.fetcher(deadline=30)
    pit = web.has("pit.test", tarpit)
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(fetcher.fetch(Request(pit)))),
        threading.Thread(target=lambda: found.append(list(fetcher.fetch_many([Request(pit)])))),
    ]
    for thread in threads:
        thread.start()
    while len(web.paths("pit.test")) < 2:
        sleep(0.01)
    fetcher.close()
    for thread in threads:
        thread.join(5)
    assert sorted(found, key=str) == [Failed(Failure.TIMEOUT), []] or sorted(found, key=str) == [
        [],
        Failed(Failure.TIMEOUT),
    ]


# --- robots.txt -----------------------------------------------------------------------------------------------------

ROBOTS = b"User-agent: newsbot\nDisallow: /secret\nAllow: /secret/open*\n\nUser-agent: *\nDisallow: /\n"


def test_pages_are_read_as_robots_txt_asks_and_it_is_asked_once(web: Web) -> None:
    web.has("site.test", answer(200, PAGE))
    web.has("site.test", answer(200, ROBOTS), "/robots.txt")
    paths = ["/", "/news", "/secret", "/secret/plan", "/secret/open-day"] * 4
    with web.fetcher() as fetcher:
        found = {
            request.url: outcome
            for request, outcome in fetcher.fetch_many(Request(web.url("site.test", path), Kind.PAGE) for path in paths)
        }
    refused = {url for url, outcome in found.items() if outcome == Failed(Failure.ROBOTS)}
    assert refused == {web.url("site.test", "/secret"), web.url("site.test", "/secret/plan")}
    assert Counter(web.paths("site.test"))["/robots.txt"] == 1
    assert not {"/secret", "/secret/plan"} & set(web.paths("site.test"))


def test_feeds_and_what_a_person_sent_are_read_without_asking_robots_txt(web: Web) -> None:
    web.has("site.test", answer(200, PAGE))
    web.has("site.test", answer(200, b"User-agent: *\nDisallow: /"), "/robots.txt")
    with web.fetcher() as fetcher:
        assert isinstance(fetcher.fetch(Request(web.url("site.test"), Kind.LINK)), Fetched)
        assert isinstance(fetcher.fetch(Request(web.url("site.test"), Kind.FEED)), Fetched)
        assert fetcher.fetch(Request(web.url("site.test"), Kind.PAGE)) == Failed(Failure.ROBOTS)


def test_robots_txt_is_asked_for_behind_a_redirect_too(web: Web) -> None:
    web.has("closed.test", answer(200, PAGE))
    web.has("closed.test", answer(200, b"User-agent: *\nDisallow: /"), "/robots.txt")
    web.has("open.test", redirect(web.url("closed.test")), "/go")
    with web.fetcher() as fetcher:
        assert fetcher.fetch(Request(web.url("open.test", "/go"), Kind.PAGE)) == Failed(Failure.ROBOTS)
    assert web.paths("closed.test") == ["/robots.txt"]


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, b"<html>no such page, sorry</html>", None),
        (200, b"\xff\xfe\0garbage" * 9, None),
        (200, b"User-agent: *\nDisallow: /\n" + b"# \n" * 400_000, Failed(Failure.ROBOTS)),
        (200, b"# \n" * 400_000 + b"User-agent: *\nDisallow: /\n", None),  # beyond 500 kB nothing is a rule
        (403, b"", None),
        (404, b"", None),
        (500, b"", Failed(Failure.SERVER_ERROR, status=500)),
        (503, b"", Failed(Failure.SERVER_ERROR, status=503)),
    ],
)
def test_a_site_without_rules_says_yes_and_one_that_fails_says_no(
    web: Web, status: int, body: bytes, outcome: Failed | None
) -> None:
    url = web.has("site.test", answer(200, PAGE))
    web.has("site.test", answer(status, body), "/robots.txt")
    with web.fetcher() as fetcher:
        found = fetcher.fetch(Request(url, Kind.PAGE))
    assert isinstance(found, Fetched) if outcome is None else found == outcome


def test_rules_are_kept_for_a_day_and_failures_for_an_hour(web: Web) -> None:
    url = web.has("site.test", answer(200, PAGE))
    web.has("site.test", answer(500), "/robots.txt")
    with web.fetcher() as fetcher:
        for hours, says in [
            (0, answer(404)),
            (0.9, answer(404)),
            (1.1, answer(200, ROBOTS)),
            (25, answer(200, ROBOTS)),
            (26, answer(404)),
        ]:
            web.clock = timedelta(hours=hours)
            fetcher.fetch(Request(url, Kind.PAGE))
            web.has("site.test", says, "/robots.txt")
    assert Counter(web.paths("site.test"))["/robots.txt"] == 3  # at 0, 1.1 and 25 hours or later: never in between


# --- whose turn it is -----------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 5), max_size=30), st.integers(1, 3), st.sampled_from([0.0, 1.0, 2.5]), st.integers())
def test_turns_keep_every_promise_in_any_order_of_events(
    wanted: list[int], at_once: int, pause: float, seed: int
) -> None:
    hosts, chance = Hosts(at_once=at_once, pause=pause), Random(seed)
    half = len(wanted) // 2
    lines = [Line(hosts, [(f"h{host}", n) for n, host in enumerate(part)]) for part in (wanted[:half], wanted[half:])]
    now, running, begun, taken = 0.0, Counter[str](), dict[str, float](), [list[int](), list[int]()]
    while True:
        for number, line in enumerate(lines):
            while turn := line.take(now):
                host, item = turn
                assert now - begun.get(host, -99.0) >= pause
                begun[host] = now
                running[host] += 1
                assert running[host] <= at_once
                taken[number].append(item)
        if +running and chance.random() < 0.5:
            host = chance.choice(sorted(+running))
            running[host] -= 1
            hosts.end(host, now)
            for line in lines:
                line.freed(host)
        elif not +running and sum(map(len, taken)) == len(wanted):
            break
        else:
            now += 0.5
    assert [sorted(each) for each in taken] == [list(range(half)), list(range(len(wanted) - half))]
    for number, part in enumerate((wanted[:half], wanted[half:])):  # those of one host in their own order
        for host in set(part):
            assert [n for n in taken[number] if part[n] == host] == [n for n, each in enumerate(part) if each == host]


def test_a_thousand_requests_to_one_host_cost_the_others_nothing() -> None:
    hosts = Hosts(at_once=2, pause=1.0)
    line = Line(hosts, [("pit", n) for n in range(1000)] + [(f"h{n}", n) for n in range(500)])
    taken = []
    while turn := line.take(0.0):
        taken.append(turn)
    assert len(taken) == 501
    assert line.next_at() == 1.0
