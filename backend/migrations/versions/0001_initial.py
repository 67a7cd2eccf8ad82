"""Users, sessions, tasks, conversations and messages."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the five tables."""
    op.create_table(
        "users",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("email", sa.String(254), unique=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("password_hash", sa.String(255)),
        sa.Column("guest", sa.Boolean, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("sid", sa.String(32), primary_key=True),
        _owner(),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME),
    )
    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer, primary_key=True),
        _owner(),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.String(1000)),
        sa.Column("completed", sa.Boolean, nullable=False),
        *_times(),
        sa.Column("deleted_at", TIME),
    )
    op.create_table("conversations", sa.Column("id", sa.Integer, primary_key=True), _owner(), *_times())
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer, primary_key=True),
        _owner(),
        sa.Column("conversation_id", sa.Integer, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("role", sa.String(9), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("tool_calls", sa.JSON),
        sa.Column("assistant", sa.String(20)),
        sa.Column("created_at", TIME, nullable=False),
    )
    for table in ("sessions", "tasks", "conversations", "messages"):
        op.create_index(f"ix_{table}_user_id", table, ["user_id"])
    op.create_index("ix_tasks_completed", "tasks", ["completed"])
    op.create_index("ix_messages_conversation_id", "messages", ["conversation_id"])


def downgrade() -> None:
    """Drop the five tables."""
    for table in ("messages", "conversations", "tasks", "sessions", "users"):
        op.drop_table(table)


def _owner() -> sa.Column[str]:
    return sa.Column("user_id", sa.String(32), sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False)


def _times() -> tuple[sa.Column[object], sa.Column[object]]:
    return sa.Column("created_at", TIME, nullable=False), sa.Column("updated_at", TIME, nullable=False)
