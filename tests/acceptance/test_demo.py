"""`make demo`, as a newcomer meets it through the scripts' interface."""

from collections.abc import Callable
from datetime import datetime
from itertools import count

from bot.store import Store
from tests.acceptance.conftest import Demo, Message, rows, until

_chats = count(5000)


def sentences(message: Message) -> list[str]:
    """The sentences of a summary: what stands before an arrow."""
    return [line.split(" ↗")[0].strip() for line in message["text"].splitlines() if "↗" in line]


def stored_texts(demo: Demo) -> list[str]:
    with Store.open(f"sqlite:///{demo.data / 'newsbot.db'}") as store:
        return [article.text for article in store.window(datetime.fromisoformat("2000-01-01T00:00:00+00:00"))]


def test_latest_shows_five_numbered_headlines_and_a_button_for_each(demo: Demo) -> None:
    message = demo.say(next(_chats), "/latest")
    entries = message["text"].split("\n\n")[1:]
    assert [entry.split()[0] for entry in entries] == ["1", "2", "3", "4", "5"]
    assert [button["text"] for button in rows(message)[0]] == ["1", "2", "3", "4", "5"]


def test_every_number_gives_a_summary_word_for_word_from_stored_articles(demo: Demo) -> None:
    chat, texts = next(_chats), stored_texts(demo)
    listed = demo.say(chat, "/latest 10")
    told = 0
    for number in range(1, 11):
        summary = demo.press(chat, listed, str(number))
        for sentence in sentences(summary):
            assert any(sentence in text for text in texts), sentence
            told += 1
    assert told >= 20


def test_each_mark_opens_its_source_at_that_sentence(demo: Demo) -> None:
    chat = next(_chats)
    summary = demo.press(chat, demo.say(chat, "/latest"), "1")
    links = [entity["url"] for entity in summary["entities"] if entity["type"] == "text_link"]
    assert len(links) == len(sentences(summary))
    assert all("#:~:text=" in link for link in links)


def test_shorter_edits_the_summary_in_place(demo: Demo) -> None:
    chat = next(_chats)
    summary = demo.press(chat, demo.say(chat, "/latest"), "1")
    shorter = demo.press(chat, summary, "Shorter")
    assert shorter["message_id"] == summary["message_id"]
    assert len(sentences(shorter)) == len(sentences(summary)) - 1


def test_news_in_several_scripts_is_found_by_its_words(demo: Demo) -> None:
    chat = next(_chats)
    for word in ("Brücke", "ঢাকা", "مدينة", "Москва"):
        answer = demo.say(chat, f"/latest {word}")
        assert answer["text"].startswith(("Latest", "Nothing with")), answer["text"]


def test_a_digest_comes_once_and_nothing_of_it_comes_again(demos: Callable[[], Demo]) -> None:
    demo, chat = demos(), next(_chats)
    confirmed = demo.say(chat, "/subscribe 07:30 Asia/Dhaka")
    assert "07:30 (Dhaka)" in confirmed["text"]

    demo.to_next_digest()
    digest = until(lambda: demo.from_bot(chat)[1:])[0]
    assert digest["text"].startswith("Good morning")
    told = [entry.splitlines()[0] for entry in digest["text"].split("\n\n")[1:]]

    demo.post("restart")
    settled(demo, chat)
    assert len(demo.from_bot(chat)) == 2, "a restart must not repeat a digest"

    demo.to_next_digest()
    until(lambda: demo.from_bot(chat)[2:])
    settled(demo, chat)
    again = demo.from_bot(chat)[2:]
    assert len(again) == 1
    headlines = [headline.split("  ", 1)[1].split(" · ")[0] for headline in told]
    assert not [headline for headline in headlines if headline in again[0]["text"]]


def test_a_digest_that_fell_due_while_the_process_was_killed_comes_once_it_runs_again(
    demos: Callable[[], Demo],
) -> None:
    demo, chat = demos(), next(_chats)
    demo.say(chat, "/subscribe 07:30 Asia/Dhaka")
    due = demo.get("clock")["next_due"]
    demo.post("chats/77/messages", {"text": "/start"})
    demo.kill()

    # The clock goes on while nothing runs: the saved state is moved past the slot.
    demo = demos()
    assert demo.get("clock")["next_due"] == due
    demo.to_next_digest()
    until(lambda: demo.from_bot(chat)[1:])
    demo.kill()

    demo = demos()
    settled(demo, chat)
    assert len(demo.from_bot(chat)) == 2


def test_in_a_group_only_an_admin_subscribes(demo: Demo) -> None:
    group = demo.post("chats", {"type": "supergroup", "title": "Reading circle", "members": [61, 62], "admins": [61]})[
        "id"
    ]
    demo.post(f"chats/{group}/messages", {"text": "/subscribe 07:30 UTC", "from": 62})
    refused = until(lambda: demo.from_bot(group))[0]
    assert "Only admins" in refused["text"]
    demo.post(f"chats/{group}/messages", {"text": "/subscribe 07:30 UTC", "from": 61})
    assert "Done." in until(lambda: demo.from_bot(group)[1:])[0]["text"]


def settled(demo: Demo, chat: int) -> None:
    """Wait until the bot has nothing left to do: an answer comes after everything that was due before it."""
    demo.post(f"chats/{next(_chats)}/messages?wait=20", {"text": "/help"})
    assert chat
