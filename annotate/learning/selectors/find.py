"""Items like a question or like other items (texts, pictures, sounds): the ML backend knows what lies near what, the app knows what
there is and who may see it.

Items of the test split are in no index, are no example of anything, and are found by nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from annotate.items.models import Item
from annotate.projects.models import Project
from annotate.queue.models import Round, Task
from annotate.review.selectors import in_force
from domain import media
from domain.errors import Invalid, Problem, Refused
from domain.learnable import learnable
from domain.schema.controls import look_up
from guidelines.selectors import newest, schema_of

from .. import client

TEXT, PICTURE = "text", media.PICTURE
ALL, UNLABELLED, ROUND, LABEL = "all", "unlabelled", "round", "label"
WHERES = (ALL, UNLABELLED, ROUND, LABEL)
MOST = 200
EXAMPLES = 50
LONGEST = 2000
_AMONG = 20_000
_FARTHEST = 5000


@dataclass(frozen=True)
class Space:
    """What of an item is compared: the fields of its data that hold the text, or the one with the address of a picture or a sound."""

    fields: tuple[str, ...]
    medium: str = TEXT

    @property
    def name(self) -> str:
        return "+".join(self.fields)

    @property
    def about(self) -> dict[str, str]:
        """Of every request for it."""
        return {"space": self.name} if self.medium == TEXT else {"space": self.name, "medium": self.medium}

    def given(self, data: Any) -> str | None:
        """What is compared: the text or the address."""
        found = [look_up(data, field) for field in self.fields] if isinstance(data, dict) else [None]
        return "\n".join(found) if all(isinstance(one, str) and one.strip() for one in found) else None

    def told(self, data: Any, most: int = 400) -> str:
        """What people read of it: the beginning of the text, or the name of the file."""
        given = self.given(data) or ""
        return given[:most] if self.medium == TEXT else unquote(given.rpartition("/")[2])[:most]

    def picture(self, data: Any) -> str | None:
        """Its address, if it is a picture."""
        return self.given(data) if self.medium == PICTURE else None


def space_of(project: Project) -> Space:
    """Raises `Refused` (no_text) where people are shown nothing that can be compared."""
    schema = schema_of(newest(project.guideline))
    try:
        found = learnable(schema)
        return Space(found.fields, found.looks_at)
    except Refused:
        pass
    if schema.text_field is not None:
        return Space((schema.text_field,))
    for medium, field in media.fields_of(schema.objects).items():
        return Space((field,), medium)
    raise Refused("This project shows no text, no picture and no sound, and nothing else can be compared here.", code="no_text")


@dataclass(frozen=True)
class Near:
    """text: of a picture or a sound its file's name; picture: its address; label: as decided; in_queue: a task of the open round waits
    for it."""

    item: int
    text: str
    picture: str | None
    similarity: float
    label: str | None
    in_queue: bool


@dataclass(frozen=True)
class Found:
    """indexed: items in the index; looked_at: how many of the nearest were gone through; is_all: there are no more that fit."""

    rows: list[Near]
    indexed: int
    looked_at: int
    is_all: bool


def _name(project: Project) -> str:
    """As `services.start.uid`, which lies above."""
    return f"malmoi-{project.pk}"


def indexed(project: Project) -> dict[str, Any]:
    """{count, last, lost, encoder}, as the ML backend says it."""
    return client.call("POST", "/neighbours/state", {"project": _name(project), **space_of(project).about})


def similar(
    project: Project, *, query: str = "", items: Collection[int] = (), k: int = 20, where: str = ALL, label: str = ""
) -> Found:
    """The k nearest to the query or to any of the items. Raises `Invalid`, `Refused` (no_index, no_text), `Problem` (ml_backend)."""
    query, space = query.strip()[:LONGEST], space_of(project)
    if query and space.medium != TEXT:
        raise Invalid(f"A {space.medium} cannot be looked for in words here: choose some to find more like.", fields={"query": "not here"})
    examples = _allowed(project, items)[:EXAMPLES]
    if not query and not examples:
        raise Invalid("Write what to look for, or choose items to find more like.", fields={"query": "required"})
    if where not in WHERES:
        raise Invalid(f"where: must be one of {', '.join(WHERES)}.", fields={"where": "unknown"})
    if not 1 <= k <= MOST:
        raise Invalid(f"k: must be from 1 to {MOST}.", fields={"k": f"1 to {MOST}"})
    asked = {"project": _name(project), **space.about, "texts": [query] if query else [], "ids": examples}
    among = _among(project, where, label)
    if among is not None:
        answer = _ask({**asked, "k": min(len(among), _FARTHEST) or 1, "among": among})
        rows = _rows(project, answer["results"], where, label, k)
        return Found(rows, answer["count"], len(answer["results"]), True)
    look = 4 * k
    while True:
        answer = _ask({**asked, "k": look})
        rows = _rows(project, answer["results"], where, label, k)
        is_all = len(answer["results"]) < look
        if len(rows) == k or is_all or look >= _FARTHEST:
            return Found(rows, answer["count"], len(answer["results"]), is_all)
        look = min(4 * look, _FARTHEST)


def _ask(request: dict[str, Any]) -> dict[str, Any]:
    try:
        return client.call("POST", "/neighbours/similar", request)
    except Problem as problem:
        if problem.fields.get("code") == "no_index":
            raise Refused("The items have not been compared yet: build the index first.", code="no_index") from problem
        raise


def _allowed(project: Project, items: Collection[int]) -> list[int]:
    found = Item.objects.filter(batch__project=project, pk__in=list(items)[:1000]).exclude(split=Item.TEST)
    return list(found.order_by("pk").values_list("pk", flat=True))


def _among(project: Project, where: str, label: str) -> list[int] | None:
    """The ids that can be compared one by one; None where there are too many of them or nothing narrows them down."""
    if where == ROUND:
        found = _queued(project)
    elif where == LABEL:
        found = in_force(project).filter(label=label).exclude(task__item__split=Item.TEST).values_list("task__item_id", flat=True)
    else:
        return None
    ids = list(found.distinct()[: _AMONG + 1])
    return ids if len(ids) <= _AMONG else None


def _queued(project: Project):
    rounds = project.rounds.filter(is_open=True).exclude(kind=Round.TRAINING)
    return Task.objects.filter(round__in=rounds, is_finished=False, is_test=False, is_gold=False).values_list("item_id", flat=True)


def _rows(project: Project, results: Sequence[dict[str, Any]], where: str, label: str, k: int) -> list[Near]:
    ids = [one["id"] for one in results]
    found = items_of(project, ids)
    decided = labels_of_items(project, ids)
    queued = set(_queued(project).filter(item__in=ids))
    done = set(Task.objects.filter(project=project, item__in=ids, done__gt=0).values_list("item_id", flat=True))
    space = space_of(project)
    rows: list[Near] = []
    for one in results:
        item = found.get(one["id"])
        fits = {ALL: True, UNLABELLED: one["id"] not in done and one["id"] not in decided, ROUND: one["id"] in queued}
        if item is None or not fits.get(where, decided.get(one["id"]) == label):
            continue
        rows.append(_near(space, item, one["similarity"], decided.get(item.pk), item.pk in queued))
        if len(rows) == k:
            break
    return rows


def _near(space: Space, item: Item, similarity: float, label: str | None, in_queue: bool) -> Near:
    return Near(item.pk, space.told(item.data), space.picture(item.data), similarity, label, in_queue)


def items_of(project: Project, ids: Collection[int]) -> dict[int, Item]:
    """Those that are still there, and not of the test split."""
    return Item.objects.filter(batch__project=project).exclude(split=Item.TEST).in_bulk(list(ids))


def labels_of_items(project: Project, ids: Collection[int]) -> dict[int, str]:
    found = in_force(project).filter(task__item__in=list(ids)).order_by("task__round__number", "pk")
    return dict(found.values_list("task__item_id", "label"))


def examples_of(project: Project, label: str, n: int = 5) -> list[int]:
    """The items that were decided to have this label last."""
    found = in_force(project).filter(label=label).exclude(task__item__split=Item.TEST).order_by("-pk")
    return list(found.values_list("task__item_id", flat=True)[:n])
