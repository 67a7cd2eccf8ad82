"""Token buckets in the database, so that every pod counts the same."""

import time

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# A full bucket holds a minute's worth and fills again within a minute. One statement takes a token, if there is one.
_TAKE = text(
    """
    INSERT INTO rate_limits AS bucket (name, tokens, updated_at) VALUES (:name, :full - 1, :now)
    ON CONFLICT (name) DO UPDATE SET
      tokens = CASE
        WHEN bucket.tokens + (:now - bucket.updated_at) * :full / 60 > :full THEN :full
        ELSE bucket.tokens + (:now - bucket.updated_at) * :full / 60
      END - 1,
      updated_at = :now
    WHERE bucket.tokens + (:now - bucket.updated_at) * :full / 60 >= 1
    RETURNING tokens
    """
)
_LEFT = text("SELECT tokens + (:now - updated_at) * :full / 60 FROM rate_limits WHERE name = :name")


async def take(database: AsyncConnection, name: str, per_minute: int) -> float:
    """Take one token from a bucket; gives 0, or the seconds until there is one."""
    bucket = {"name": name, "full": float(per_minute), "now": time.time()}
    if (await database.execute(_TAKE, bucket)).first():
        return 0.0
    left = (await database.execute(_LEFT, bucket)).scalar() or 0.0
    return max(0.0, (1 - float(left)) * 60 / per_minute)
