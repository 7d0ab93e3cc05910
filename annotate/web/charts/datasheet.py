"""A release's manifest as a page: tables where it counts something, names and values otherwise."""

from __future__ import annotations

from typing import Any


def read(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """Sections {title, facts | table}. Unknown parts are shown as they are: a datasheet hides nothing."""
    facts = [(_name(key), _value(value)) for key, value in manifest.items() if not isinstance(value, dict | list)]
    sections = [{"title": "", "facts": facts}] if facts else []
    for key, value in manifest.items():
        if isinstance(value, dict) and value:
            sections.append(_section(_name(key), value))
        elif isinstance(value, list) and value:
            sections.append(
                {"title": _name(key), "facts": [(_first(row, i), _value(_rest(row))) for i, row in enumerate(value, 1)]}
            )
    return sections


def _section(title: str, part: dict[str, Any]) -> dict[str, Any]:
    """A mapping of mappings with the same keys is a table; anything else is names and values."""
    rows = list(part.values())
    if all(isinstance(row, dict) and row and "value" not in row for row in rows) and all(
        not isinstance(v, dict | list) for row in rows for v in row.values()
    ):
        heads = list(dict.fromkeys(name for row in rows for name in row))
        table = [(name, [_value(row.get(head)) for head in heads]) for name, row in part.items()]
        return {"title": title, "heads": [_name(head) for head in heads], "table": table}
    return {"title": title, "facts": [(_name(name), _value(value)) for name, value in part.items()]}


def _first(row: Any, number: int) -> str:
    if isinstance(row, dict) and row:
        return str(next(iter(row.values())))
    return str(number)


def _rest(row: Any) -> Any:
    return dict(list(row.items())[1:]) if isinstance(row, dict) else row


def _name(key: str) -> str:
    text = str(key).replace("_", " ")
    return text[:1].upper() + text[1:]


def _value(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, dict):
        if "value" in value and "low" in value:
            return _measurement(value)
        return "; ".join(f"{name}: {_value(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(_value(part) for part in value)
    return str(value)


def _measurement(figure: dict[str, Any]) -> str:
    if figure["value"] is None:
        return f"not defined: {figure.get('reason') or 'no reason given'}"
    if figure["low"] is None:
        return f"{figure['value']:.2f}"
    return f"{figure['value']:.2f} (95 % interval {figure['low']:.2f} to {figure['high']:.2f})"
