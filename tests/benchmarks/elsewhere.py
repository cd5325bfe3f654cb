"""News with people's summaries that no number of the ranker was found on, as JSON lines for `summaries`.

    python -m tests.benchmarks.elsewhere COLLECTION FOLDER > ROWS.jsonl

Rule to remember: look here after a choice was made, never to make it: these are the sources of readers nobody tuned on.

| collection | folder | what |
|---|---|---|
| sadedegel 0.21 (PyPI, MIT) | `sadedegel/dataset/annotated` | 96 Turkish articles and columns; people took sentences away round by round |
| ThanhChinhBK/vietnews | `data/test_tokenized` | Vietnamese news, the editors' abstracts |
| humsha/USCorpus | `UrduSummaryCorpus/processed` | 50 Urdu articles and posts, each with a summary of a third of its length |
| xtinge/turkish-extractive-summarization-dataset | `dataset/TES` | Turkish agency reports; which half of the sentences three people would keep |
| SamiaTouileb/NorSumm | `Data` | Norwegian reports and columns, three summaries of 100 words each |
| Tixierae/OrangeSum | `data/docs/parsed` | French news, the editors' standfirsts |
| gabriellaclairine/indonesian-news-summarization-dataset | the root | Indonesian news; the summaries are a language model's |
"""

import argparse
import csv
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

_KEPT = 0.12  # the share of a text's sentences that is its reference, where people only said which to take away first
_MARKS_APART = re.compile(r" (?=[.,:;!?…%)\]])|(?<=[(\[]) ")
_QUOTATIONS_APART = re.compile(r'(["“«]) ([^"“”«»]*) (["”»])')

_LEAST = 12  # words of a standfirst; shorter ones are dates and the names of sections

Row = dict[str, str | list[str]]


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


def read_tes(folder: Path) -> Iterator[Row]:
    """Sentences without most of their marks; people who chose the same are one."""
    for number, article in enumerate(json.loads((folder / "tes.json").read_text(encoding="utf-8"))):
        sentences, chosen = article["Sentences"], article["Annotations"]["Indexes"].values()
        kept = dict.fromkeys(tuple(sorted(places)) for places in chosen if places)
        references = [[sentences[place] for place in places] for places in kept]
        yield _row(str(number), article["Title"], sentences, *references)


def read_norsumm(folder: Path) -> Iterator[Row]:
    """In one line, "|" behind headline and subheads; marks stand apart."""
    for path in sorted(folder.glob("NorSumm_*.json")):
        for article in json.loads(path.read_text(encoding="utf-8")):
            *title, text = _put_together(article["article"]).split(" | ", 1)
            summaries = [summary for named in article["summaries_nb"] for summary in named.values()]
            yield _row(
                article["id"],
                "".join(title),
                text.split(" | "),
                *(_put_together(summary).split("\n") for summary in summaries),
            )


def read_orangesum(folder: Path) -> Iterator[Row]:
    """A file each."""
    for path in sorted(folder.glob("*.json")):
        article = json.loads(path.read_text(encoding="utf-8"))
        if len(article["heading"].split()) >= _LEAST:
            yield _row(path.stem, article["title"].strip(), article["article"].split("\n"), [article["heading"]])


def read_detik(folder: Path) -> Iterator[Row]:
    """With the page's appeals to scroll and to watch between the paragraphs."""
    with (folder / "data_berita.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield _row(row["id"], row["judul"], row["isi_berita"].split("\n"), [row["Summary"]])


READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "sadedegel": read_sadedegel,
    "vietnews": read_vietnews,
    "uscorpus": read_uscorpus,
    "tes": read_tes,
    "norsumm": read_norsumm,
    "orangesum": read_orangesum,
    "detik": read_detik,
}


def _put_together(text: str) -> str:
    return _QUOTATIONS_APART.sub(r"\1\2\3", _MARKS_APART.sub("", text.replace("_", " ")))


def _row(name: str, title: str, text: Sequence[str], *references: Sequence[str]) -> Row:
    text, *references = ("\n".join(line.strip() for line in lines if line.strip()) for lines in (text, *references))
    row: Row = {"id": name, "title": title, "text": text, "reference": references[0]}
    return row | {"references": references} if len(references) > 1 else row


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
