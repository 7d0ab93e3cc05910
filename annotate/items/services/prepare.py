"""One row → the columns of one item: cleaned, hashed, grouped, put in its split."""

from __future__ import annotations

import orjson

from annotate.projects.models import Project
from domain.errors import Invalid
from domain.formats import Row
from domain.splits import group_key, split_of
from domain.text import clean, compile_steps, content_hash

# What a Label Studio task brings beside its data is kept with the item as it came; nobody here counts it as a vote.
_BROUGHT = ("id", "annotations", "predictions")


class Preparer:
    """Holds what is the same for every row of a project."""

    def __init__(self, project: Project, text_field: str | None) -> None:
        self.text_field = text_field
        self.steps = compile_steps(project.cleaning)
        self.seed = project.split_seed
        self.shares = {
            "train": project.train_share,
            "dev": project.dev_share,
            "test": max(0.0, 1 - project.train_share - project.dev_share),
        }

    def record(self, row: Row, *, identity: str | None = None, group: str | None = None) -> tuple:
        """(data, raw, offset_map, meta, content_hash, group_key, split, shuffle), JSON as text. `Invalid` if the row lacks its text.

        identity: 32 hex digits that say what the item is, where that is not all of its data. group: its group where the row names none."""
        data, raw, offsets = row.data, None, None
        text = self._text(data)
        if self.steps and self.text_field:
            cleaned = clean(text, self.steps)
            if cleaned.text != text:
                raw, offsets = data, cleaned.offset_map
                data = {**data, self.text_field: cleaned.text}
                text = cleaned.text
                if not text.strip():
                    raise Invalid(f"'{self.text_field}' is empty after cleaning.")
        digest = identity or content_hash(data)
        meta = {**(row.meta or {}), **{name: value for name in _BROUGHT if (value := getattr(row, name))}}
        key = str(row.meta["group"]) if row.meta and row.meta.get("group") else group or group_key(text)
        return (
            _text(data),
            None if raw is None else _text(raw),
            None if offsets is None else _text(offsets.as_json()),
            _text(meta) if meta else None,
            digest,
            _short(key),
            split_of(key, seed=self.seed, **self.shares),
            int(digest[:13], 16) / 16**13,
        )

    def _text(self, data: dict) -> str:
        if self.text_field is None:
            return " ".join(str(v) for v in data.values())
        value = data.get(self.text_field)
        if not isinstance(value, str):
            have = ", ".join(list(data)[:8]) or "none"
            raise Invalid(f"The label config shows '{self.text_field}', which this row lacks or has not as text (fields: {have}).")
        if not value.strip():
            raise Invalid(f"'{self.text_field}' is empty.")
        return value


def _text(value: object) -> str:
    return orjson.dumps(value).decode()


def _short(key: str) -> str:
    return key if len(key) <= 32 else content_hash({"group": key})
