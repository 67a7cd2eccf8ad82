"""Inserting a row unless its key is there already."""

from typing import Any

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


async def insert_if_new(database: AsyncConnection, table: Table, values: dict[str, Any]) -> bool:
    """Whether the row was inserted; one that is there stays as it is, and one that is just being written is awaited."""
    return (await database.execute(_insert(database.dialect.name, table, values))).first() is not None


def _insert(dialect: str, table: Table, values: dict[str, Any]) -> Executable:
    if dialect == "sqlite":
        return sqlite.insert(table).values(values).on_conflict_do_nothing().returning(*table.primary_key)
    return postgresql.insert(table).values(values).on_conflict_do_nothing().returning(*table.primary_key)
