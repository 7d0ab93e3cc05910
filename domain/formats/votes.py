"""Votes on plain files: who gave which label to which item.

CSV, TSV and other delimited text, JSON (an array of objects) and JSON Lines, in the shapes such files are published in:

- long: one row a vote; `item`, `annotator` and `label` name a column each. Several item columns together name the item.
- wide: one row an item and one column an annotator: no `annotator`, several `label` columns. An empty cell is a missing vote.
- one-hot: a single `label` ending in `*`, as in `is_abuse.*`: the label is the rest of the name of the one column that holds 1.
- nested JSON: a path with dots, `votes.worker`. A path through a list, or to one, gives the votes of that row, side by side.

Without `item` every row is an item of its own, named by its number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from domain.errors import Invalid

from .vote_rows import read_rows

Rows = Iterable[tuple[str, Mapping[str, Any]]]


class Votes(NamedTuple):
    """Three lists of one length, all of text."""

    items: list[str]
    annotators: list[str]
    labels: list[str]


def read_votes(
    lines: Iterable[str],
    *,
    item: str | Sequence[str] = (),
    annotator: str | None,
    label: str | Sequence[str],
    name: str = "",
    delimiter: str | None = None,
) -> Votes:
    """`name` is the file's: its ending tells the format (delimited text unless .json or .jsonl). `Invalid` names the row."""
    items, labels = _names(item), _names(label)
    _check_shape(annotator, labels)
    votes = Votes([], [], [])
    rows = _checked(read_rows(lines, name=name, delimiter=delimiter), [*items, *([annotator] if annotator else []), *labels])
    for number, (where, row) in enumerate(rows, start=1):
        which = _key(row, items, where) if items else str(number)
        for by, said, column in _cast(row, annotator, labels, where):
            votes.items.append(which)
            votes.annotators.append(_text(by, where, annotator or column))
            votes.labels.append(_text(said, where, column))
    return votes


def read_gold(
    lines: Iterable[str],
    *,
    item: str | Sequence[str],
    label: Sequence[str],
    name: str = "",
    delimiter: str | None = None,
) -> dict[str, str]:
    """Item → label, from the first of the columns `label` that is there. `Invalid` if an item has two different labels."""
    items = _names(item)
    gold: dict[str, str] = {}
    column: str | None = None
    for where, row in _checked(read_rows(lines, name=name, delimiter=delimiter), items):
        if column is None:
            column = next((one for one in label if _there(row, one)), None)
            if column is None:
                raise Invalid(_missing(label[0], row) + (f" (nor {', '.join(map(repr, label[1:]))})" if label[1:] else ""))
        key = _key(row, items, where)
        said = _text(_at(row, column, where), where, column)
        if gold.setdefault(key, said) != said:
            raise Invalid(f"{where}: item '{key}' has two gold labels, '{gold[key]}' and '{said}'.")
    return gold


def _names(given: str | Sequence[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def _check_shape(annotator: str | None, labels: list[str]) -> None:
    if not labels:
        raise Invalid("Name the column of the labels.")
    if annotator is None and len(labels) == 1:
        raise Invalid("Name the column of the annotators, or several label columns, one an annotator.")
    if annotator is not None and len(labels) > 1:
        raise Invalid("Several label columns are one an annotator: leave the column of the annotators out.")


def _checked(rows: Iterator[tuple[str, dict[str, Any]]], columns: Sequence[str]) -> Rows:
    """The rows, once the first of them has the columns that are asked for."""
    first = next(rows, None)
    if first is None:
        return ()
    for column in columns:
        there = any(key.startswith(column[:-1]) for key in first[1]) if column.endswith("*") else _there(first[1], column)
        if not there:
            raise Invalid(_missing(column, first[1]))
    return chain([first], rows)


def _key(row: Mapping[str, Any], columns: list[str], where: str) -> str:
    """One name made of several columns; the parts may be empty, the whole may not."""
    if len(columns) == 1:
        return _text(_at(row, columns[0], where), where, columns[0])
    return "\x1f".join(str(_at(row, column, where)) for column in columns)


def _cast(row: Mapping[str, Any], annotator: str | None, labels: list[str], where: str) -> list[tuple[Any, Any, str]]:
    """(annotator, label, column of the label) of each vote in the row."""
    if annotator is None:
        wide = [(column, _at(row, column, where), column) for column in labels]
        return [vote for vote in wide if vote[1] is not None and vote[1] != ""]
    label = labels[0]
    if label.endswith("*"):
        return [(_at(row, annotator, where), _hot(row, label[:-1], where), label)]
    return _side_by_side(row, annotator, label, where)


def _missing(column: str, row: Mapping[str, Any]) -> str:
    return f"There is no column '{column}'; there are: {', '.join(map(repr, row)) or 'none'}."


_NOTHING = object()


def _there(row: Mapping[str, Any], path: str) -> bool:
    return _follow(row, path) is not _NOTHING


def _at(row: Mapping[str, Any], path: str, where: str) -> Any:
    found = _follow(row, path)
    if found is _NOTHING:
        raise Invalid(f"{where}: there is no '{path}'.")
    return found


def _follow(value: Any, path: str) -> Any:
    """The value under a name, or under a path of names joined by dots; names may hold dots themselves. Lists are mapped over."""
    if isinstance(value, list):
        return [_follow(one, path) for one in value]
    if not isinstance(value, Mapping):
        return _NOTHING
    if path in value:
        return value[path]
    for place in (place for place, character in enumerate(path) if character == "."):
        if path[:place] in value:
            return _follow(value[path[:place]], path[place + 1 :])
    return _NOTHING


def _side_by_side(row: Mapping[str, Any], annotator: str, label: str, where: str) -> list[tuple[Any, Any, str]]:
    who, said = _at(row, annotator, where), _at(row, label, where)
    if not isinstance(who, list) and not isinstance(said, list):
        return [(who, said, label)]
    if not isinstance(who, list) or not isinstance(said, list) or len(who) != len(said):
        raise Invalid(f"{where}: '{annotator}' and '{label}' are not two lists of one length.")
    return [(one, vote, label) for one, vote in zip(who, said, strict=True)]


def _hot(row: Mapping[str, Any], prefix: str, where: str) -> str:
    columns = [key for key in row if key.startswith(prefix)]
    hot = [key[len(prefix) :] for key in columns if str(row[key]).strip().lower() in ("1", "1.0", "true")]
    if len(hot) != 1:
        raise Invalid(f"{where}: {len(hot)} of the columns '{prefix}*' hold 1, it must be exactly one.")
    return hot[0]


def _text(value: Any, where: str, column: str) -> str:
    if value is None or value is _NOTHING or value == "":
        raise Invalid(f"{where}: '{column}' is empty.")
    if isinstance(value, (list, Mapping)):
        raise Invalid(f"{where}: '{column}' holds a {'list' if isinstance(value, list) else 'object'}, not one value.")
    return str(value)
