"""Ten thousand feeds on one port of this computer, each a host of its own, for `tests.benchmarks.ingest`.

Rule: sizes and kinds as in life. Of five feeds one has leads that are cut, two have whole texts beside a summary (WordPress, Atom),
two have whole texts alone; one of five is not English. Whoever asks with the ETag of what is there gets a 304 of 80 bytes.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from multiprocessing.connection import Connection

NOW = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)
ENTRIES = (10, 15, 20, 25, 40)  # of a feed; the mean is 22
_ENGLISH = (
    "The council of {name} met for the {n}th time on Monday and spoke about the harbour, the school and the road to {n}{name}.",
    "Nobody from {name} had asked for it, said the mayor, who will stand again in May.",
    "“We can’t pay for {n} bridges,” she told reporters – and the vote was 14 to {n}.",
    "Work on the <a href='https://example.org/{n}'>northern pier</a> begins in <em>September</em> & ends a year later.",
)
_RUSSIAN = (
    "Совет города {name} собрался в понедельник в {n}-й раз и говорил о гавани, школе и дороге в {n}{name}.",
    "Никто из {name} об этом не просил, сказала мэр, которая в мае снова пойдёт на выборы.",
    "«Мы не можем построить {n} мостов», — сказала она журналистам, и голоса разделились: 14 против {n}.",
    "Работы на северном причале начнутся в сентябре и закончатся через год.",
)


def entry_count(number: int) -> int:
    """How many entries the feed has."""
    return ENTRIES[number // 5 % len(ENTRIES)]


def feed(number: int, edition: int) -> bytes:
    """The feed of that number; each edition has one article that the one before hadn't."""
    count = entry_count(number)
    items = "".join(_item(number, count + edition - n) for n in range(count))
    about = f"<title>Outlet {number}</title><link>http://s{number}.test/</link>"
    if number % 5 == 1:
        return f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Outlet {number}</title><link href="http://s{number}.test/"/>{items}</feed>'.encode()
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>{about}{items}</channel></rss>'.encode()


def _item(source: int, number: int) -> str:
    at = NOW - timedelta(hours=60 - number)
    name = f"{source:x}q{number:x}"
    link = f"http://s{source}.test/{number}/council-of-{name}-meets?utm_source=rss&p={number}"
    sentences = [line.format(name=name, n=n) for n in range(4) for line in (_RUSSIAN if source % 5 == 4 else _ENGLISH)]
    title = (
        f"Совет {name} собрался: гавань {number}"
        if source % 5 == 4
        else f"Council of {name} meets about harbour {number}"
    )
    lead, text = (
        sentences[0],
        "\n".join(f"<p>{a} {b}</p>" for a, b in zip(sentences[::2], sentences[1::2], strict=True)),
    )
    if source % 5 == 1:
        return f'<entry><title>{title}</title><link href="{escape(link)}"/><id>{escape(link)}</id><updated>{at.isoformat()}</updated><author><name>A. Writer</name></author><summary>{lead}</summary><content type="html">{escape(text)}</content></entry>'
    head = f"<item><title>{title}</title><link>{escape(link)}</link><guid>{escape(link)}</guid><pubDate>{format_datetime(at)}</pubDate>"
    if source % 5 == 0:
        return f"{head}<dc:creator><![CDATA[A. Writer]]></dc:creator><description><![CDATA[<p>{lead} [&#8230;]</p>\n<p>The post <a href='{link}'>{title}</a> appeared first on <a href='http://s{source}.test'>Outlet</a>.</p>]]></description><content:encoded><![CDATA[<figure><img src='x.jpg'/><figcaption>Photo: A. Writer</figcaption></figure>{text}\n<p>The post <a href='{link}'>{title}</a> appeared first on <a href='http://s{source}.test'>Outlet</a>.</p>]]></content:encoded></item>"
    description = f"{lead} {sentences[1]} ..." if source % 5 == 2 else text
    return f"{head}<description><![CDATA[{description}]]></description></item>"


def serve(pipe: Connection, changed: int) -> None:
    """Answer until told None. `tarpit.test` never answers. The pipe says which edition the first `changed` feeds are at."""
    asyncio.run(_serve(pipe, changed))


async def _serve(pipe: Connection, changed: int) -> None:
    edition = 0
    held: list[asyncio.StreamWriter] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
            return
        host = head.partition(b"\r\nHost: ")[2].partition(b":")[0]
        if host == b"tarpit.test":
            held.append(writer)
            return
        number = int(host[1:].partition(b".")[0])
        own = edition if number < changed else 0
        etag = b'"%d"' % own
        if b"If-None-Match: " + etag in head:
            writer.write(b"HTTP/1.1 304 X\r\nETag: %s\r\nConnection: close\r\n\r\n" % etag)
        else:
            body = feed(number, own)
            writer.write(
                b"HTTP/1.1 200 X\r\nContent-Type: application/rss+xml\r\nETag: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                % (etag, len(body))
                + body
            )
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=1000)
    pipe.send(server.sockets[0].getsockname()[1])
    while (told := await asyncio.to_thread(pipe.recv)) is not None:
        edition = told
