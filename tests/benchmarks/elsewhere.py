"""News with people's summaries that no number of the ranker was found on, as JSON lines for `summaries`.

    python -m tests.benchmarks.elsewhere sadedegel|vietnews|uscorpus FOLDER > ROWS.jsonl

Rule to remember: look here after a choice was made, never to make it: these are the sources of readers nobody tuned on.

| collection | folder | what |
|---|---|---|
| sadedegel 0.21 (PyPI, MIT) | `sadedegel/dataset/annotated` | 96 Turkish articles and columns; people took sentences away round by round |
| ThanhChinhBK/vietnews | `data/test_tokenized` | Vietnamese news, the editors' abstracts |
| humsha/USCorpus | `UrduSummaryCorpus/processed` | 50 Urdu articles and posts, each with a summary of a third of its length |
"""

import argparse
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

_KEPT = 0.12  # the share of a text's sentences that is its reference, where people only said which to take away first
_MARKS_APART = re.compile(r" (?=[.,:;!?…%)\]])|(?<=[(\[]) ")
_QUOTATIONS_APART = re.compile(r'(["“]) ([^"“”]*) (["”])')

Row = dict[str, str]


def read_sadedegel(folder: Path) -> Iterator[Row]:
    """The first sentence is the headline; those that stayed longest are the reference."""
    for path in sorted(folder.glob("*.json")):
        title, *sentences = json.loads(path.read_text(encoding="utf-8"))["sentences"]
        texts = [sentence["content"].strip() for sentence in sentences]
        rounds = [sentence["deletedInRound"] for sentence in sentences]
        longest = sorted(range(len(texts)), key=lambda place: (-rounds[place], place))
        kept = sorted(longest[: max(3, round(_KEPT * (len(texts) + 1)))])
        yield _row(path.stem, title["content"].strip(), texts, [texts[place] for place in kept])


def read_vietnews(folder: Path) -> Iterator[Row]:
    """Headline, abstract, text and captions, between blank lines; words of several syllables are tied, marks stand apart."""
    for path in sorted(folder.glob("*.txt.seg")):
        title, abstract, text, *_ = _put_together(path.read_text(encoding="utf-8")).strip().split("\n\n")
        yield _row(path.name.split(".")[0], title, text.split("\n"), abstract.split("\n"))


def read_uscorpus(folder: Path) -> Iterator[Row]:
    """A sentence a line, without headlines."""
    for summary in sorted(folder.glob("*sum.txt")):
        text = summary.with_name(summary.name.replace("sum.txt", ".txt"))
        yield _row(text.stem, "", *(path.read_text(encoding="utf-8").split("\n") for path in (text, summary)))


READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "sadedegel": read_sadedegel,
    "vietnews": read_vietnews,
    "uscorpus": read_uscorpus,
}


def _put_together(text: str) -> str:
    return _QUOTATIONS_APART.sub(r"\1\2\3", _MARKS_APART.sub("", text.replace("_", " ")))


def _row(name: str, title: str, text: Sequence[str], reference: Sequence[str]) -> Row:
    lines = ("\n".join(line.strip() for line in lines if line.strip()) for lines in (text, reference))
    return {"id": name, "title": title, **dict(zip(("text", "reference"), lines, strict=True))}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collection", choices=READERS)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args(arguments)
    rows = list(READERS[options.collection](options.folder))
    if not rows:
        parser.error(
            f"There is nothing of {options.collection} in {options.folder}. --help says which folder it wants."
        )
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
