"""The rows of stories: opened when the first article comes, closed when the last one leaves.

Rule: a story without articles does not exist, and `newest_at` is always that of its newest article.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from bot.store import tables


def place(connection: Connection, assignments: Mapping[int, int | None], now: datetime) -> dict[int, int]:
    """Put articles (by id) into stories; see `Stories.place`."""
    opened: dict[int, int] = {}
    placed: dict[int, int] = {}
    before = _stories_of(connection, list(assignments))
    if missing := assignments.keys() - before.keys():
        raise ValueError(f"no such articles to be placed: {sorted(missing)}")
    _demand(connection, {wanted for wanted in assignments.values() if wanted is not None and wanted >= 0})
    for article_id, wanted in assignments.items():
        if wanted is None:
            placed[article_id] = _open(connection, now)
        elif wanted < 0:
            placed[article_id] = opened[wanted] = opened.get(wanted) or _open(connection, now)
        else:
            placed[article_id] = wanted
    for article_id, story_id in placed.items():
        change = update(tables.article).where(tables.article.c.id == article_id)
        connection.execute(change.values(story_id=story_id))
    refresh(connection, {story_id for story_id in (*placed.values(), *before.values()) if story_id is not None})
    return placed


def refresh(connection: Connection, story_ids: Collection[int]) -> None:
    """Delete those of the stories that are empty, and give the others the time of their newest article."""
    columns = tables.article.c
    newest = select(func.max(columns.published_at)).where(columns.story_id == tables.story.c.id).scalar_subquery()
    ids = sorted(story_ids)
    for at in range(0, len(ids), 500):
        chunk = tables.story.c.id.in_(ids[at : at + 500])
        connection.execute(delete(tables.story).where(chunk, ~exists().where(columns.story_id == tables.story.c.id)))
        connection.execute(update(tables.story).where(chunk).values(newest_at=newest))


def _demand(connection: Connection, story_ids: Collection[int]) -> None:
    ids, found = sorted(story_ids), set[int]()
    for at in range(0, len(ids), 500):
        chunk = select(tables.story.c.id).where(tables.story.c.id.in_(ids[at : at + 500]))
        found.update(connection.scalars(chunk.with_for_update()))
    if missing := set(ids) - found:
        raise ValueError(f"no such stories to be placed in: {sorted(missing)}")


def _stories_of(connection: Connection, article_ids: list[int]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    columns = tables.article.c
    for at in range(0, len(article_ids), 500):
        query = select(columns.id, columns.story_id).where(columns.id.in_(article_ids[at : at + 500]))
        found.update((row.id, row.story_id) for row in connection.execute(query))
    return found


def _open(connection: Connection, now: datetime) -> int:
    result = connection.execute(insert(tables.story), {"newest_at": now, "opened_at": now})
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])
