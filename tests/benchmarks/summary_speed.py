"""How fast summaries are: ours beside sumy's LexRank with our splitter, and summa and newspaper4k where they are installed.

    python -m tests.benchmarks.summary_speed [DATA.jsonl...] [--plot PNG] [--json]

Rule to remember: CPU time of one process, the systems taking turns on each text, so that a noisy machine troubles all alike.
Without DATA the articles are made up of invented words, spread as words are in English.
"""

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

import sentencex

import summarizer
from summarizer.text import Tokenizer

Summarize = Callable[[str], object]
GROWTH = tuple(1000 * 2**power for power in range(11))  # characters, to a million
HOSTILE: dict[str, Callable[[], str]] = {
    "one sentence of 1 MB": lambda: "word " * 200_000,
    "100,000 one-word sentences, a line each": lambda: "".join(f"W{number}.\n" for number in range(100_000)),
    "100,000 one-word sentences in one line": lambda: "".join(f"W{number}. " for number in range(100_000)),
    "1 MB without a word": lambda: "?!. " * 250_000,
    "1 MB of open quotation marks": lambda: "“We won. " * 110_000,
    "1 MB of quotation marks": lambda: "“" * 1_000_000,
    "1 MB of quoted letters": lambda: "“a " * 330_000,
    "1 MB of initials": lambda: "А.Б." * 250_000,
    "1 MB of Chinese without a line break": lambda: "今天天气很好我们去公园玩。" * 77_000,
    "1 MB of accents on one letter": lambda: "a" + "\u0301" * 1_000_000,
}
_FIRST = {
    "ours": "import summarizer; summarizer.summarize(text)",
    "sumy LexRank": (
        "from sumy.parsers.plaintext import PlaintextParser; from sumy.summarizers.lex_rank import LexRankSummarizer\n"
        "from sumy.nlp.stemmers import Stemmer; from sumy.utils import get_stop_words; from summarizer.text import Tokenizer\n"
        "lexrank = LexRankSummarizer(Stemmer('english')); lexrank.stop_words = get_stop_words('english')\n"
        "lexrank(PlaintextParser.from_string(text, Tokenizer('en')).document, 3)"
    ),
}


def write_article(characters: int, seed: int = 0) -> str:
    """Sentences of invented words, the common ones as common as in English, paragraphs of four."""
    dice = random.Random(seed)
    words = ["".join(dice.choice("etaoinshrdlucm") for _ in range(dice.randint(2, 10))) for _ in range(20_000)]
    sentences, length = [], 0
    while length < characters:
        chosen = [words[min(int(dice.paretovariate(0.7)) - 1, 19_999)] for _ in range(dice.randint(8, 30))]
        sentences.append(" ".join(chosen).capitalize() + "." + ("\n" if dice.random() < 0.25 else " "))
        length += len(sentences[-1])
    return "".join(sentences)[:characters]


def sumy_lexrank() -> tuple[str, Summarize]:
    from sumy.nlp.stemmers import Stemmer
    from sumy.parsers.plaintext import PlaintextParser
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.utils import get_stop_words

    lexrank = LexRankSummarizer(Stemmer("english"))
    lexrank.stop_words = get_stop_words("english")
    return "sumy LexRank", lambda text: lexrank(PlaintextParser.from_string(text, Tokenizer("en")).document, 3)


def summa_textrank() -> tuple[str, Summarize]:
    from summa.summarizer import summarize

    return "summa TextRank", lambda text: summarize(text, words=60)


def newspaper_nlp() -> tuple[str, Summarize]:
    from newspaper import nlp
    from newspaper.text import StopWords

    words = StopWords("en")
    title = "A headline of the usual length, about harbours"

    def keywords_and_summary(text: str) -> object:  # what Article.nlp() does
        return nlp.keywords(text, words, 35), nlp.keywords(title, words, 35), nlp.summarize(title, text, words, 5)

    if _has_sentence_tables():
        return "newspaper4k nlp()", keywords_and_summary
    nlp.split_sentences._tokenizer = _Sentencex()  # where newspaper4k keeps NLTK's, once it has loaded it
    return "newspaper4k nlp(), sentences by sentencex", keywords_and_summary


def _has_sentence_tables() -> bool:
    """Whether NLTK's are here: newspaper4k would try to download them."""
    import nltk

    try:
        nltk.data.find("tokenizers/punkt")
        nltk.data.find("tokenizers/punkt_tab")
    except LookupError:
        return False
    return True


class _Sentencex:
    def tokenize(self, text: str) -> list[str]:
        return list(sentencex.segment("en", text))


def find_systems() -> dict[str, Summarize]:
    systems: dict[str, Summarize] = {"ours": summarizer.summarize}
    for load in (sumy_lexrank, summa_textrank, newspaper_nlp):
        try:
            name, summarize = load()
        except ImportError as missing:
            print(f"{load.__name__} is left out: {missing}", file=sys.stderr)
        else:
            systems[name] = summarize
    return systems


def time_in_turns(systems: dict[str, Summarize], texts: Sequence[str]) -> dict[str, float]:
    """Seconds of CPU for all texts, by system; each has seen them once before, as in a process that runs for days."""
    spent = dict.fromkeys(systems, 0.0)
    for summarize in systems.values():
        for text in texts:
            summarize(text)
    for text in texts:
        for name, summarize in systems.items():
            spent[name] += cpu_of(lambda summarize=summarize, text=text: summarize(text))
    return spent


def cpu_of(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def time_growth() -> dict[int, float]:
    """Seconds by number of characters, the best of five rounds, so that a slow moment troubles all lengths: a doubling should cost about twice."""
    texts = {length: write_article(length) for length in GROWTH}
    for text in texts.values():
        summarizer.summarize(text, language="en")  # stems of its words are remembered from here on
    best = dict.fromkeys(GROWTH, float("inf"))
    for _ in range(5):
        for length, text in texts.items():
            spent = cpu_of(lambda text=text: summarizer.summarize(text, language="en"))
            best[length] = min(best[length], spent)
    return best


def measure_alone(code: str, text: str, setup: str = "") -> dict[str, float]:
    """CPU that the code takes on the text in a fresh process, after the set-up, and the peak memory of the process."""
    program = (
        f"import sys, time; text = sys.stdin.read()\n{setup}\nbegin = time.process_time()\n{code}\nspent = time.process_time() - begin\n"
        "import resource; from pathlib import Path; status = Path('/proc/self/status')\n"
        "peak = next((int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith('VmHWM')), 0) if status.exists() "
        "else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(spent, peak / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", program], input=text, capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, done.stdout.split())
    return {"s": round(seconds, 2), "MB": round(megabytes)}


def measure(sets: dict[str, Sequence[str]]) -> dict[str, object]:
    systems = find_systems()
    ordinary = {name: time_in_turns(systems, texts) for name, texts in sets.items()}
    long = time_in_turns(systems, [write_article(120_000, seed) for seed in (1, 2)])  # about 20,000 words
    some_text = next(iter(sets.values()))[0]
    return {
        **{
            f"{len(sets[name])} articles, {name}: how many a second, times ours": {
                system: (round(len(sets[name]) / seconds, 1), round(seconds / spent["ours"], 1))
                for system, seconds in spent.items()
            }
            for name, spent in ordinary.items()
        },
        "at 20,000 words, ms": {name: round(spent * 500, 1) for name, spent in long.items()},
        "at 20,000 words, times as fast": {name: round(spent / long["ours"], 1) for name, spent in long.items()},
        "growth, ms by characters": {length: round(spent * 1000, 2) for length, spent in time_growth().items()},
        "hostile texts, each in a process of its own, the language model loaded": {
            name: measure_alone(
                _FIRST["ours"], write(), "import summarizer; summarizer.summarize('Ein Satz, der nicht englisch ist.')"
            )
            for name, write in HOSTILE.items()
        },
        "first summary of a fresh process": {name: measure_alone(code, some_text) for name, code in _FIRST.items()},
    }


def draw(growth: dict[int, float], path: Path) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 4))
    axes.loglog(list(growth), list(growth.values()), marker="o", label="summarize()")
    first, cost = next(iter(growth.items()))
    axes.loglog(list(growth), [cost * length / first for length in growth], linestyle=":", label="in proportion")
    axes.set_xlabel("characters")
    axes.set_ylabel("ms of CPU")
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="*", type=Path, help="JSON lines with a text each; English, since the others are")
    parser.add_argument("--rows", type=int, default=60, help="texts taken of each file")
    parser.add_argument("--plot", type=Path, help="where to draw the growth curve as PNG")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    sets = {
        path.stem: [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()[: options.rows]]
        for path in options.data
    } or {"invented": [write_article(4_000, seed) for seed in range(options.rows)]}
    results = measure(sets)
    if options.plot:
        draw(results["growth, ms by characters"], options.plot)
    if options.json:
        print(json.dumps(results, indent=1))
        return
    for title, figures in results.items():
        print(f"\n{title}")
        for name, figure in figures.items():
            print(f"  {name:<45}{figure}")


if __name__ == "__main__":
    main()
