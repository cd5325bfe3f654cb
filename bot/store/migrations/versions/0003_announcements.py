"""Messages that announced what was to come, so that it takes their place after a crash too."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox", sa.Column("announced", sa.Text(), nullable=False, server_default="[]"))
