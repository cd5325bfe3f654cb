"""Bytes to articles: whatever people, feeds and pages give, read, cleaned and prepared.

Rule: nothing foreign gets past this door unclean; and nothing here knows where it will be stored.
"""

from bot.ingest.document import read_document
from bot.ingest.message import read_message
from bot.ingest.opml import export_opml
from bot.ingest.preparation import RANKING_VERSION, as_stored, prepare, rank_again
from bot.ingest.reading import DocumentKind, Reading, SourceHint

__all__ = [
    "RANKING_VERSION",
    "DocumentKind",
    "Reading",
    "SourceHint",
    "as_stored",
    "export_opml",
    "prepare",
    "rank_again",
    "read_document",
    "read_message",
]
