"""Two versions side by side: the text line by line with the words that differ, the label config by its structure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from domain.guideline.places import lines_of
from domain.guideline.sections import outline

SAME, CHANGED, ADDED, REMOVED, FOLDED = "same", "changed", "added", "removed", "folded"
# Further lines are compared with their commonest ones left aside, as difflib does.
_EXACT = 2_000
_BLOCK = 60
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_ALIKE = 0.35
_OPTIONS = ("Choice", "Label", "Relation", "Bucket")

Words = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Row:
    """old and new: (words, whether they differ). Numbers from 1, None where that side has no line. n: lines folded away."""

    kind: str
    old_line: int | None = None
    new_line: int | None = None
    old: Words = ()
    new: Words = ()
    n: int = 0


def side_by_side(old: str, new: str, *, around: int = 3) -> list[Row]:
    """around: so many lines stay beside each difference; what lies further off is folded. Nothing where the two are the same."""
    before, after = ([] if not text else lines_of(text) for text in (old, new))
    if before == after:
        return []
    rows: list[Row] = []
    for kind, a, b, c, d in _blocks(before, after):
        if kind == "equal":
            rows += _equal(before[a:b], a, c, around, at_start=a == 0 and c == 0, at_end=b == len(before) and d == len(after))
        else:
            rows += _block(before[a:b], after[c:d], a, c)
    return rows


def _blocks(before: list[str], after: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, before, after, autojunk=max(len(before), len(after)) > _EXACT).get_opcodes()


def _equal(lines: list[str], a: int, c: int, around: int, *, at_start: bool, at_end: bool) -> Iterator[Row]:
    head, tail = 0 if at_start else around, 0 if at_end else around
    fold = len(lines) - head - tail
    for n, line in enumerate(lines):
        if fold > 1 and head <= n < head + fold:
            if n == head:
                yield Row(FOLDED, n=fold)
            continue
        yield Row(SAME, a + n + 1, c + n + 1, ((line, False),), ((line, False),))


def _block(before: list[str], after: list[str], a: int, c: int) -> Iterator[Row]:
    at_old = at_new = 0
    for i, j in [*_pairs(before, after), (len(before), len(after))]:
        for n in range(at_old, i):
            yield Row(REMOVED, old_line=a + n + 1, old=((before[n], True),))
        for n in range(at_new, j):
            yield Row(ADDED, new_line=c + n + 1, new=((after[n], True),))
        if i < len(before):
            old, new = by_word(before[i], after[j])
            yield Row(CHANGED, a + i + 1, c + j + 1, old, new)
        at_old, at_new = i + 1, j + 1


def _pairs(before: list[str], after: list[str]) -> list[tuple[int, int]]:
    """Lines that became one another, in order: the first of the other side that is like enough."""
    found: list[tuple[int, int]] = []
    start = 0
    for i, old in enumerate(before[:_BLOCK]):
        likes = ((_likeness(old, new), -j) for j, new in enumerate(after[start:_BLOCK], start))
        best = max(likes, default=(0.0, 0))
        if best[0] >= _ALIKE:
            found.append((i, -best[1]))
            start = -best[1] + 1
    return found


def _likeness(old: str, new: str) -> float:
    """The share of words in common, blanks aside (Dice 1945)."""
    a, b = old.split(), new.split()
    if not a or not b:
        return 0.0
    left = list(b)
    common = 0
    for word in a:
        if word in left:
            left.remove(word)
            common += 1
    if common == 0 and len(a) <= 3:
        return SequenceMatcher(None, old, new).ratio() - 0.25
    return 2 * common / (len(a) + len(b))


def by_word(old: str, new: str) -> tuple[Words, Words]:
    a, b = _WORD.findall(old), _WORD.findall(new)
    if len(a) + len(b) > _EXACT:
        return ((old, True),), ((new, True),)
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        for side, words in ((left, "".join(a[i:j])), (right, "".join(b[k:m]))):
            if words:
                side.append((words, kind != "equal"))
    return tuple(left), tuple(right)


@dataclass(frozen=True)
class LabelChange:
    """kind: added, removed, renamed (a guess: nothing else explains both), changed (`what`: {attribute: (old, new)}), or of a whole control
    or object where `label` is None."""

    kind: str
    control: str
    label: str | None = None
    to: str | None = None
    what: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)


RENAMED = "renamed"


def config_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[LabelChange]:
    """old, new: trees as `LabelSchema.as_tree` gives them. In the order of the new config, what is gone behind."""
    before, after = _controls(old), _controls(new)
    found: list[LabelChange] = []
    for name, (attrs, options) in after.items():
        if name not in before:
            found.append(LabelChange(ADDED, name))
            continue
        was_attrs, was_options = before[name]
        if what := _what(was_attrs, attrs):
            found.append(LabelChange(CHANGED, name, what=what))
        found += _options(name, was_options, options)
    return found + [LabelChange(REMOVED, name) for name in before if name not in after]


def _options(control: str, old: dict[str, dict], new: dict[str, dict]) -> Iterator[LabelChange]:
    gone, come = [label for label in old if label not in new], [label for label in new if label not in old]
    renamed = _renamed(gone, come, list(old), list(new), old, new)
    for label, attrs in new.items():
        if label in renamed.values():
            before = next(was for was, now in renamed.items() if now == label)
            yield LabelChange(RENAMED, control, before, label)
        elif label in come:
            yield LabelChange(ADDED, control, label)
        elif what := _what(old[label], attrs):
            yield LabelChange(CHANGED, control, label, what=what)
    yield from (LabelChange(REMOVED, control, label) for label in gone if label not in renamed)


def _renamed(
    gone: Sequence[str], come: Sequence[str], old: Sequence[str], new: Sequence[str], was: Mapping[str, dict], now: Mapping[str, dict]
) -> dict[str, str]:
    """A label that is gone and one that came at its place, or with its key, where there are as many of the one as of the other."""
    if len(gone) != len(come):
        return {}
    found: dict[str, str] = {}
    for label in gone:
        key = was[label].get("hotkey")
        same = [other for other in come if old.index(label) == new.index(other) or (key and now[other].get("hotkey") == key)]
        if len(same) == 1 and same[0] not in found.values():
            found[label] = same[0]
    return found


def _what(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, tuple[str | None, str | None]]:
    return {name: (old.get(name), new.get(name)) for name in (*old, *(n for n in new if n not in old)) if old.get(name) != new.get(name)}


def _controls(tree: Mapping[str, Any]) -> dict[str, tuple[dict[str, str], dict[str, dict[str, str]]]]:
    """{name of control or object: (its attributes, {label or path of labels: its attributes})}; relations stand under "relations"."""
    found: dict[str, tuple[dict[str, str], dict[str, dict[str, str]]]] = {}
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if node["tag"] == "Relations" or node["attrs"].get("name"):
            name = node["attrs"].get("name") or "relations"
            options: dict[str, dict[str, str]] = {}
            _collect(node, (), options)
            found[name] = ({"tag": node["tag"], **{k: v for k, v in node["attrs"].items() if k != "name"}}, options)
        waiting += reversed(node["children"])
    return found


def _collect(node: Mapping[str, Any], above: tuple[str, ...], options: dict[str, dict[str, str]]) -> None:
    for child in node["children"]:
        if child["tag"] not in _OPTIONS:
            _collect(child, above, options)
            continue
        attrs = child["attrs"]
        path = (*above, attrs.get("alias") or attrs.get("value") or attrs.get("name") or "")
        options["/".join(path)] = {k: v for k, v in attrs.items() if k not in ("alias",)}
        _collect(child, path, options)


def changed_labels(
    old_text: str,
    new_text: str,
    old_labels: Sequence[str],
    new_labels: Sequence[str],
    *,
    renamed: Mapping[str, str | None] | None = None,
) -> list[str]:
    """Labels whose section says something else than before, came, or went; in the order of the new config, what is gone behind.

    renamed: old name → new one: by itself that changes no meaning.
    """
    before, after = (_said(text, labels) for text, labels in ((old_text, old_labels), (new_text, new_labels)))
    was = {new: old for old, new in (renamed or {}).items() if new is not None}
    # What only stayed because its name went to another is not followed further.
    kept = {label: was.get(label, label if label in old_labels and label not in (renamed or {}) else None) for label in new_labels}
    changed = [label for label, old in kept.items() if old is None or before.get(old) != after.get(label)]
    return [*changed, *(label for label in old_labels if label not in kept.values() and label not in changed)]


def _said(text: str, labels: Sequence[str]) -> dict[str, str]:
    """Blanks aside, and what stands in a section without being about when to give the label: its examples count."""
    said: dict[str, str] = {}
    for section in outline(text, labels).sections:
        if section.label is not None:
            said[section.label] = said.get(section.label, "") + " ".join(section.markdown.split())
    return said
