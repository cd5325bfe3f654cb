"""The error tree, by the reader's next step; an error that is none of these is a bug and is not caught below the edge.

    NewsbotError
    ├── UserCanFix        the sentence goes to the person: what happened and what to do
    │   ├── BadSetting    names the variable
    │   ├── Unreadable    a document that can't be read: why, and the remedy
    │   └── NewerStore    the database was written by a newer newsbot
    └── TryLater          says when it is worth trying again

`bot.store.Unavailable` (the database does not serve us now) is a `NewsbotError` too; it stands with what knows databases.

Rule: the text of a `UserCanFix` is a whole sentence a person can act on; nothing internal stands in it.
"""

from datetime import datetime


class NewsbotError(Exception):
    """Anything newsbot itself raises on purpose."""


class UserCanFix(NewsbotError):
    """The person who asked can put it right; `str(error)` is the sentence for them."""


class BadSetting(UserCanFix):
    """A setting has a value that can't be used."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(f"{name}: {sentence}")
        self.name = name


class Unreadable(UserCanFix):
    """A document could not be read as what it claims, or seems, to be."""


class NewerStore(UserCanFix):
    """The database belongs to a newer newsbot; this one must not touch it."""


class TryLater(NewsbotError):
    """Not possible now; `at` is when to try again (aware UTC)."""

    def __init__(self, sentence: str, at: datetime) -> None:
        super().__init__(sentence)
        self.at = at
