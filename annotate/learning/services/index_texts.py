"""The items of a project are put where near ones can be found; and those that lie far from all others are looked for."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from statistics import median
from typing import Any

from annotate.projects.models import Project
from domain.errors import Problem, Refused

from .. import client
from ..selectors.find import Space, space_of
from ..selectors.question import count_items, items_in_chunks
from .start import uid

Report = Callable[[float, str], None]
CHUNK = 256
SAVE_EVERY = 50_000
ODD, NEIGHBOURS, LOOKED_AT = 100, 10, 200_000
_TRIES = 3
# Two imports at once may be committed in another order than their ids: so far back is looked again.
_AGAIN = 20_000


def index_texts(project: Project, *, report: Report, anew: bool = False) -> dict[str, Any]:
    """Adds the items that are not in the index yet, none of the test split. Safe to run twice, and where it was killed it goes on from what
    was saved last. anew: what there is is thrown away first. Raises `Refused` (no_text), `Problem` (ml_backend).
    """
    space = space_of(project)
    about = {"project": uid(project), **space.about}
    if anew:
        client.call("POST", "/neighbours/drop", about)
    for left in reversed(range(_TRIES)):
        try:
            return _add_all(project, space, about, report)
        except Problem as problem:
            # Somebody else is adding to it as well: what there is now is as good a beginning.
            if problem.fields.get("code") != "lost_place" or not left:
                raise
    raise AssertionError("unreachable")


def _add_all(project: Project, space: Space, about: dict[str, Any], report: Report) -> dict[str, Any]:
    state = client.call("POST", "/neighbours/state", about)
    place, count, added, unsaved, without = state["place"], state["count"], 0, 0, 0
    total = count_items(project)
    for rows in items_in_chunks(project, "data", after=max(0, state["last"] - _AGAIN), size=CHUNK):
        report(min(0.99, count / max(1, total)), f"{count:,} of {total:,} {space.medium}s can be compared.")
        given = {pk: one for pk, data in rows if (one := space.given(data)) is not None}
        without += len(rows) - len(given)
        if not given:
            continue
        save = unsaved + len(given) > SAVE_EVERY
        told = {"ids": list(given), f"{space.medium}s": list(given.values()), "place": place, "save": save}
        answer = client.call("POST", "/neighbours/add", {**about, **told})
        without += len(answer.get("unreadable", ()))
        place, count, added = answer["place"], answer["count"], added + answer["added"]
        unsaved = 0 if save else unsaved + answer["added"]
    if unsaved:
        count = client.call("POST", "/neighbours/add", {**about, "ids": [], "place": place, "save": True})["count"]
    return {"texts": count, "added": added, "without_text": without}


def find_odd(project: Project, *, report: Report) -> dict[str, Any]:
    """Of up to `LOOKED_AT` items (drawn by their place in the random order of the corpus) the `ODD` that lie farthest from their
    neighbours: {odd: [[item, distance]], looked_at, median}. Raises `Refused` (no_index)."""
    space = space_of(project)
    about = {"project": uid(project), **space.about, "k": NEIGHBOURS}
    total = count_items(project)
    share = LOOKED_AT / total if total > LOOKED_AT else 1.0
    farthest: list[tuple[float, int]] = []
    all_of_them: list[float] = []
    for rows in items_in_chunks(project, "shuffle", size=CHUNK):
        done = len(all_of_them)
        report(min(0.99, done / max(1, min(total, LOOKED_AT))), f"{done:,} {space.medium}s compared with their neighbours.")
        ids = [pk for pk, shuffle in rows if shuffle < share]
        answer = _distances({**about, "ids": ids}) if ids else {"ids": [], "distances": []}
        for pk, distance in zip(answer["ids"], answer["distances"], strict=True):
            all_of_them.append(distance)
            heapq.heappush(farthest, (distance, pk))
            if len(farthest) > ODD:
                heapq.heappop(farthest)
    odd = [[pk, round(distance, 4)] for distance, pk in sorted(farthest, reverse=True)]
    return {"odd": odd, "looked_at": len(all_of_them), "median": round(median(all_of_them), 4) if all_of_them else None}


def _distances(request: dict[str, Any]) -> dict[str, Any]:
    try:
        return client.call("POST", "/neighbours/distances", request)
    except Problem as problem:
        if problem.fields.get("code") == "no_index":
            raise Refused("The items have not been compared yet: build the index first.", code="no_index") from problem
        raise

