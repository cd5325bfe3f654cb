"""A place with its time zone, and what a search for places gives; rule: values only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere with a time zone (IANA name); names are English, or in the chat's language where that is known."""

    name: str
    country: str
    zone: str
    region: str = ""  # the state, in the United States

    @property
    def label(self) -> str:
        """ "Portland, Oregon, United States": enough to tell it from its namesakes."""
        parts = (self.name, self.region, self.country)
        return ", ".join(part for part in dict.fromkeys(parts) if part)


@dataclass(frozen=True, slots=True)
class Found:
    """The places some words may mean, likeliest first.

    `exact`: they are called so, and differ from each other; otherwise they are suggestions. `explanation` is a sentence
    for the person where the places alone don't explain themselves.
    """

    places: tuple[Place, ...]
    exact: bool
    explanation: str = ""
