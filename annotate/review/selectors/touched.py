"""What a revision of the guideline may touch: tasks annotated under an older version, by label, by confusion, by words of their text.

Every look is a stretch of the project's tasks in the order of their ids, so that none costs more for a larger corpus; a page that looked
far and found little says where to go on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from annotate.annotations.selectors import current
from annotate.items.models import Item
from annotate.projects.models import Project
from annotate.queue.models import Round, Task
from domain.errors import Refused
from domain.guideline.mapping import Chain
from guidelines.models import GuidelineVersion
from guidelines.selectors import schema_of

LABEL, CONFUSION, SEARCH = "label", "confusion", "search"
HOWS = (LABEL, CONFUSION, SEARCH)
COUNT_TO = 1000
# Tasks that one request looks at, in stretches of `_STRETCH`.
LOOK_AT_MOST = 10_000
_STRETCH = 1000
_QUOTE = 200


@dataclass(frozen=True)
class Change:
    """Which tasks are asked for. how: label, some vote gives one of `labels`; confusion, votes mix one of them with another (`against`:
    with this one); search, whatever the votes say. search: words that the text must hold, letter case aside."""

    how: str = LABEL
    labels: tuple[str, ...] = ()
    against: str = ""
    search: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.search.strip() if self.how == SEARCH else not self.labels


@dataclass(frozen=True)
class Touched:
    """votes: the labels that each vote gives, in no order of people."""

    task: int
    item: int
    votes: tuple[tuple[str, ...], ...]
    text: str = ""
    mixed: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True)
class Found:
    """One page. next: the task to go on after, None at the end of the project; is_all: every task was looked at."""

    rows: list[Touched]
    next: int | None
    is_first: bool

    def __iter__(self) -> Iterator[Touched]:
        return iter(self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True)
class Count:
    """more: there may be more than `n`."""

    n: int
    more: bool


def older(version: GuidelineVersion) -> list[GuidelineVersion]:
    """The versions before this one, newest first."""
    return list(version.guideline.versions.filter(number__lt=version.number).order_by("-number"))


def old_names(labels: Collection[str], versions: list[GuidelineVersion], chain_of: dict[int, Chain]) -> tuple[str, ...]:
    """Labels of a new version with every name by which older ones had them: what people wrote carries those."""
    found = dict.fromkeys(labels)
    for version in versions:
        chain = chain_of.get(version.pk)
        for control in schema_of(version).controls if chain else ():
            for value in control.values:
                became = chain.became(value)
                if became.steps and ({became.label, *became.candidates} & set(labels)):
                    found[value] = None
    return tuple(found)


def touched(project: Project, change: Change, versions: list[GuidelineVersion], *, after: int = 0, limit: int = 25) -> Found:
    """versions: those before the revision, newest first."""
    rows: list[Touched] = []
    last = None
    for task, hit in _looked_at(project, change, versions, after, LOOK_AT_MOST):
        if hit is not None and len(rows) == limit:
            return Found(_with_texts(rows, versions), rows[-1].task, not after)
        rows += [hit] if hit is not None else []
        last = task
    return Found(_with_texts(rows, versions), last if _more_after(project, versions, last) else None, not after)


def count(project: Project, change: Change, versions: list[GuidelineVersion]) -> Count:
    """Up to `COUNT_TO`, among as many tasks as one request looks at."""
    n, last = 0, None
    for task, hit in _looked_at(project, change, versions, 0, LOOK_AT_MOST):
        n += hit is not None
        last = task
        if n > COUNT_TO:
            return Count(COUNT_TO, True)
    return Count(n, _more_after(project, versions, last))


def items(project: Project, change: Change, versions: list[GuidelineVersion]) -> list[int]:
    """Ids of all items touched: as many stretches as there are, so it is for a job, or for where `count` saw the end."""
    return [hit.item for _, hit in _looked_at(project, change, versions, 0, None) if hit is not None]


def round_for(project: Project, change: Change, version: GuidelineVersion, versions: list[GuidelineVersion]) -> dict[str, Any]:
    """What `queue.open_round` is to be told, so that exactly these are annotated again under `version`. Raises `Refused`
    (nothing_touched).
    """
    wanted = items(project, change, versions)
    if not wanted:
        raise Refused("Nothing that was annotated under an older version is touched by this.", code="nothing_touched")
    rounds = Round.objects.filter(project=project, guideline_version__in=[older.pk for older in versions]).exclude(kind=Round.TRAINING)
    pairs = [[label, change.against] for label in change.labels] if change.against else []
    why = {"from_version": versions[0].number, "how": change.how, "labels": list(change.labels), "pairs": pairs, "search": change.search}
    return {"kind": Round.REANNOTATION, "items": wanted, "version": version, "reannotates": rounds.order_by("-number").first(), "why": why}


def _tasks(project: Project, versions: list[GuidelineVersion], after: int):
    """Those whose votes stand: in no later round was the item annotated again or is it waiting to be. Gold keeps its own rules."""
    later = Task.objects.filter(item=OuterRef("item_id"), pk__gt=OuterRef("pk")).exclude(round__kind=Round.TRAINING)
    again = later.filter(Q(done__gt=0) | Q(round__is_open=True))
    found = Task.objects.filter(~Exists(again), project=project, pk__gt=after, done__gt=0, is_gold=False)
    return found.filter(round__guideline_version__in=[version.pk for version in versions]).exclude(round__kind=Round.TRAINING)


def _looked_at(
    project: Project, change: Change, versions: list[GuidelineVersion], after: int, at_most: int | None
) -> Iterator[tuple[int, Touched | None]]:
    """(task, what the change touches of it)"""
    if change.is_empty or not versions:
        return
    reads = _reads_results(change, versions)
    several = any(schema_of(v).primary and schema_of(v).primary.multiple for v in versions)
    looked = 0
    while at_most is None or looked < at_most:
        stretch = list(_tasks(project, versions, after).order_by("pk").values_list("pk", "item_id")[:_STRETCH])
        votes = _votes([pk for pk, _ in stretch], reads, several)
        hits = {hit.task: hit for hit in _hits(change, stretch, votes)}
        if change.search.strip() and hits:
            hits = _holding(hits, change.search.strip().casefold(), versions)
        for pk, _ in stretch:
            yield pk, hits.get(pk)
        if len(stretch) < _STRETCH:
            return
        after, looked = stretch[-1][0], looked + len(stretch)


def _more_after(project: Project, versions: list[GuidelineVersion], last: int | None) -> bool:
    return last is not None and _tasks(project, versions, last).exists()


def _reads_results(change: Change, versions: list[GuidelineVersion]) -> bool:
    """Whether the changed labels can only be seen in the results: they are not those of the first choice."""
    schemas = [schema_of(version) for version in versions]
    first = {value for schema in schemas if schema.primary and not schema.primary.nested for value in schema.primary.values}
    return not set(change.labels) <= first


def _votes(tasks: list[int], reads: bool, several: bool) -> dict[int, list[tuple[str, ...]]]:
    found: dict[int, list[tuple[str, ...]]] = {}
    # Sorted by what was said and by no person.
    said = current().filter(task__in=tasks).annotate(said=F("result") if reads else F("label")).values_list("task_id", "said")
    for task, value in said:
        names = _named(value) if reads else () if value is None else tuple(value.split(" | ") if several else [value])
        found.setdefault(task, []).append(tuple(sorted(set(names))))
    return {task: sorted(names) for task, names in found.items()}


def _named(result: Any) -> Iterator[str]:
    """Every label in a result, each path and each step of it."""
    for region in result if isinstance(result, list) else ():
        value, kind = region.get("value"), region.get("type")
        entries = (
            region.get("labels") if kind == "relation" else value.get(kind) if isinstance(value, dict) and kind != "textarea" else None
        )
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, list):
                yield from map(str, entry)
                yield "/".join(map(str, entry))
            elif isinstance(entry, str):
                yield entry


def _hits(change: Change, stretch: list[tuple[int, int]], votes: dict[int, list[tuple[str, ...]]]) -> Iterator[Touched]:
    wanted = set(change.labels)
    for task, item in stretch:
        given = votes.get(task, [])
        mixed = _mixed(given, wanted)
        if change.how == LABEL and not any(wanted.intersection(names) for names in given):
            continue
        if change.how == CONFUSION and not [pair for pair in mixed if not change.against or change.against in pair]:
            continue
        yield Touched(task, item, tuple(given), mixed=mixed)


def _mixed(votes: list[tuple[str, ...]], wanted: set[str]) -> tuple[tuple[str, str], ...]:
    """(changed label, other): a vote gives the one, another vote does not and gives the other instead."""
    found: dict[tuple[str, str], None] = {}
    for names in votes:
        for others in votes:
            for label in wanted.intersection(names) - set(others):
                found.update(dict.fromkeys((label, other) for other in others if other not in names))
    return tuple(sorted(pair for pair in found if pair[::-1] not in found or pair < pair[::-1]))


def _holding(hits: dict[int, Touched], words: str, versions: list[GuidelineVersion]) -> dict[int, Touched]:
    texts = _texts([hit.item for hit in hits.values()], versions)
    return {task: hit for task, hit in hits.items() if words in texts.get(hit.item, "").casefold()}


def _with_texts(rows: list[Touched], versions: list[GuidelineVersion]) -> list[Touched]:
    texts = _texts([row.item for row in rows], versions)
    return [Touched(row.task, row.item, row.votes, _short(texts.get(row.item, "")), row.mixed) for row in rows]


def _texts(ids: list[int], versions: list[GuidelineVersion]) -> dict[int, str]:
    """What can be read of each item: the text that the config shows, else every text it has."""
    field = next((name for version in versions if (name := schema_of(version).text_field)), None)
    return {pk: _text(data, field) for pk, data in Item.objects.filter(pk__in=ids).values_list("pk", "data")}


def _text(data: Any, field: str | None) -> str:
    if isinstance(data, dict):
        if isinstance(data.get(field or ""), str):
            return data[field or ""]
        return "\n".join(value for value in data.values() if isinstance(value, str) and not value.startswith("data:"))
    return ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTE else line[:_QUOTE].rstrip() + "…"
