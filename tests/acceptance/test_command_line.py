"""The command line as an operator uses it: real processes, a database of their own."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.conftest import environment

SHARED = Path(__file__).parents[3] / "shared" / "seeds"
SEEDS = Path(__file__).parents[2] / "seeds"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def newsbot(tmp_path: Path) -> Run:
    """`newsbot ARGUMENTS` in an empty folder."""

    def run(*arguments: str, stdin: str | None = None, **variables: str) -> "subprocess.CompletedProcess[str]":
        env = environment(**variables, COLUMNS="200")
        command = [sys.executable, "-m", "bot", *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, input=stdin, cwd=tmp_path, env=env, timeout=120, check=False
        )

    return run


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the copied page in ../shared/seeds")
def test_the_copied_page_comes_in_whole_and_twice_changes_nothing(newsbot: Run) -> None:
    page = str(next(SHARED.glob("*.txt")))
    (first,) = map(json.loads, newsbot("import", page, "--json").stdout.splitlines())
    assert first["articles"] == {"whole": 1, "teaser": 10, "headline": 12}
    assert first["new"] == 23
    (second,) = map(json.loads, newsbot("import", page, "--json").stdout.splitlines())
    assert (second["new"], second["known"]) == (0, 23)

    listed = json.loads(newsbot("latest", "--json").stdout)
    title = "North Korea to Mass Produce Self-Detonating Explosive Drones, State Media Reports"
    assert listed[0]["title"] == title
    assert len(listed[0]["summary"]) == 3
    assert title in newsbot("digest", "--preview").stdout


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the copied page in ../shared/seeds")
def test_the_summary_of_the_copied_page_has_nothing_of_the_rest_of_it(newsbot: Run) -> None:
    page = next(SHARED.glob("*.txt"))
    told = json.loads(newsbot("summarize", str(page), "--json").stdout)
    body = page.read_text().partition("Related News")[0]
    paragraphs = [line for line in body.splitlines() if len(line) > 120]
    assert len(told["sentences"]) == 3
    for sentence in told["sentences"]:
        assert any(sentence["text"] in paragraph for paragraph in paragraphs)


def test_a_file_that_can_not_be_read_is_named_and_the_rest_comes_in(newsbot: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    done = newsbot("import", "empty.txt", "picture.png", "missing.txt", str(SEEDS / "front-page.txt"))
    assert done.returncode == 1
    assert "empty.txt:" in done.stdout
    assert "picture.png:" in done.stdout
    assert "missing.txt: No such file" in done.stdout
    assert "1 article, 10 teasers, 12 headlines" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_folder_of_everything_comes_in(newsbot: Run) -> None:
    files = [json.loads(line) for line in newsbot("import", str(SEEDS), "--json").stdout.splitlines()]
    kinds = {Path(each["path"]).name: each.get("kind") for each in files}
    assert kinds["sources.opml"] == "opml"
    assert kinds["front-page.txt"] == "page-text"
    assert list(kinds.values()).count("feed") == 17
    assert next(each for each in files if each.get("kind") == "opml")["sources"] >= 60


def test_text_on_standard_input_is_summarised_word_for_word(newsbot: Run) -> None:
    text = (SEEDS / "front-page.txt").read_text()
    told = newsbot("summarize", "-", "--sentences", "2", stdin=text)
    assert told.returncode == 0
    _title, *sentences = told.stdout.splitlines()
    assert len(sentences) == 2
    assert all(sentence in text for sentence in sentences)


def test_every_method_answers(newsbot: Run) -> None:
    for method in ("news", "lexrank", "textrank", "lsa", "luhn", "edmundson", "kl", "sum-basic", "reduction"):
        told = newsbot("summarize", str(SEEDS / "front-page.txt"), "--method", method, "--json")
        assert len(json.loads(told.stdout)["sentences"]) == 3, method


def test_an_explanation_names_reasons(newsbot: Run) -> None:
    told = newsbot("summarize", str(SEEDS / "front-page.txt"), "--explain")
    assert told.returncode == 0, told.stderr
    assert "why" in told.stdout.lower()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("summarize", "nowhere.txt"), "nowhere.txt"),
        (("summarize", "-", "--method", "magic"), "lexrank"),
        (("summarize", "-", "--sentences", "0"), "at least one sentence"),
        (("digest", "--preview", "--zone", "Mars/Base"), "Mars/Base"),
        (("summarize", "http://127.0.0.1:9/"), "Nothing could be reached"),
        (("sources", "remove", "x"), "invalid int value"),
        (("run",), "BotFather"),
    ],
)
def test_mistakes_end_in_a_sentence_and_not_in_a_traceback(newsbot: Run, arguments: tuple[str, ...], says: str) -> None:
    done = newsbot(*arguments, stdin="")
    assert done.returncode in {1, 2}
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_run_without_a_token_exits_with_2(newsbot: Run) -> None:
    assert newsbot("run").returncode == 2


def test_a_database_that_can_not_be_opened_is_a_sentence(newsbot: Run) -> None:
    done = newsbot("latest", DATABASE_URL="postgresql://nobody:secret@127.0.0.1:9/none")
    assert done.returncode in {1, 2}
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demo_talks_in_the_terminal(newsbot: Run) -> None:
    told = newsbot("demo", "--say", "/latest", "--say", "1")
    assert told.returncode == 0, told.stderr
    latest, _, first = told.stdout.partition("> 1")
    assert "[1]  [2]  [3]  [4]  [5]" in latest
    assert "↗" in first
