"""A foreign key over several columns, which Django has no constraint for: what stands here must stand so in the other row, too."""

from __future__ import annotations

from typing import Any

from django.db.models import BaseConstraint


class SameRow(BaseConstraint):
    """FOREIGN KEY (columns) REFERENCES table (to_columns), on SQLite and PostgreSQL alike; the other table needs a unique key on those.

    A constraint among a model's own, so that it is written again whenever SQLite's table is made anew by a later migration. Checked at
    the end of the transaction, as Django's own foreign keys are.
    """

    def __init__(self, *, name: str, columns: tuple[str, ...], table: str, to_columns: tuple[str, ...]) -> None:
        super().__init__(name=name)
        self.columns, self.table, self.to_columns = tuple(columns), table, tuple(to_columns)

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        here, there = (", ".join(map(quote, columns)) for columns in (self.columns, self.to_columns))
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({here}) REFERENCES {quote(self.table)} ({there}) DEFERRABLE INITIALLY DEFERRED"
        )

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        return f"ALTER TABLE {schema_editor.quote_name(model._meta.db_table)} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """The database alone can say."""

    def deconstruct(self) -> tuple[str, tuple, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "columns": self.columns, "table": self.table, "to_columns": self.to_columns}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameRow) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__
