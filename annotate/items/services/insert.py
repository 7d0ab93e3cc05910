"""Many items in one statement. The ORM's bulk_create spends more time on building SQL than the database on running it."""

from __future__ import annotations

from django.db import connection

from ..models import ImportBatch, Item

_COLUMNS = "data, raw, offset_map, meta, content_hash, group_key, split, shuffle"


def insert_items(batch: ImportBatch, records: list[tuple]) -> int:
    """How many were new; those whose content the project has already are passed over by the unique constraint."""
    if not records:
        return 0
    table = Item._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            columns = [list(column) for column in zip(*records, strict=True)]
            cursor.execute(
                f"INSERT INTO {table} (project_id, batch_id, {_COLUMNS}) "
                "SELECT %s, %s, d::jsonb, r::jsonb, o::jsonb, m::jsonb, h, g, s, x FROM unnest("
                "%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::float8[]"
                ") AS t(d, r, o, m, h, g, s, x) ON CONFLICT DO NOTHING",
                [batch.project_id, batch.pk, *columns],
            )
            return cursor.rowcount
        cursor.executemany(
            f"INSERT INTO {table} (project_id, batch_id, {_COLUMNS}) "
            f"VALUES ({batch.project_id:d}, {batch.pk:d}, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            records,
        )
        return cursor.rowcount
