"""Which sentences tell a story, and what goes into a digest; rule: every sentence is a span of a stored article."""

from collections.abc import Iterable

import summarizer
from bot.model import Digest, Item, Sentence, Slot, Story


def tell(story: Story, sentences: int) -> tuple[Sentence, ...]:
    """At most `sentences` sentences that tell the story, in reading order; none while no article of it is whole.

    One article: the best of its stored ranking. Several: chosen across all of them, what two of them say only once.
    """
    whole = [article for article in story.articles if article.is_whole]
    if not whole:
        return ()
    if len(whole) == 1:
        best = whole[0].ranking.spans[:sentences]
        return tuple(Sentence(whole[0], span.start, span.end) for span in sorted(best, key=lambda span: span.start))
    told = summarizer.summarize_story(whole, sentences=sentences)
    return tuple(Sentence(whole[chosen.article], chosen.start, chosen.end) for chosen in told.sentences)


def compose(slot: Slot, zone: str, stories: Iterable[Story], *, sentences: int) -> Digest:
    """The digest of a slot: these stories in this order, each told in at most `sentences` sentences."""
    return Digest(slot, zone, tuple(Item(story, tell(story, sentences)) for story in stories))
