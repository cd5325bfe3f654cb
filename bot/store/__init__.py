"""Where everything is kept: the one room that knows SQLAlchemy, a SQLite file or a PostgreSQL server behind it.

Rule: others call `Store` and get values of `bot.model`; every call is one transaction, safe from any thread. A call that
the database can't serve now raises `Unavailable`, and nothing of it has happened.
"""

from typing import Self

from sqlalchemy import exc

from bot.store.articles import Admitted, Articles
from bot.store.chats import ChatChanges, Chats
from bot.store.database import Unavailable, engine_for, explain
from bot.store.errands import Errands
from bot.store.follows import FOLLOWED, Follows
from bot.store.inbox import Inbox, Waiting
from bot.store.listings import Listings
from bot.store.merging import Mergers
from bot.store.outbox import Outbox, Owed
from bot.store.polling import Pollings
from bot.store.quotas import Quota, Quotas
from bot.store.retention import Retention
from bot.store.schema import bring_up_to_date
from bot.store.stories import Stories
from bot.store.subscriptions import SubscriptionChanges, Subscriptions

__all__ = [
    "FOLLOWED",
    "Admitted",
    "ChatChanges",
    "Owed",
    "Quota",
    "Store",
    "SubscriptionChanges",
    "Unavailable",
    "Waiting",
]


class Store(  # one class, a base for each of the things that are kept
    Articles,
    Stories,
    Follows,
    Pollings,
    Mergers,
    Errands,
    Quotas,
    Chats,
    Subscriptions,
    Outbox,
    Inbox,
    Listings,
    Retention,
):
    """An open store; its methods stand in the modules named after what they keep."""

    @classmethod
    def open(cls, url: str) -> Self:
        """The store at `url` (sqlite:///FILE or postgresql://...), made or upgraded if need be.

        UserCanFix if it can't be opened, NewerStore if a newer newsbot has written it; both are sentences without the
        password. Killed while upgrading, it goes on when it is opened again.
        """
        engine = engine_for(url)
        try:
            bring_up_to_date(engine)
        except exc.DBAPIError as error:
            engine.dispose()
            raise explain(error, engine) from error
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()
