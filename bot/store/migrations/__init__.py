"""How the tables came to be, one step after the other, run by Alembic.

Rule: a step that has been released is never changed; it does not import the tables, which show the newest form only.
"""
