"""Which items a round takes: all that no round has yet, some of them at random or by strata, or chosen ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from annotate.items.models import Gold, Item
from annotate.projects.models import Project
from domain.errors import Invalid, Refused
from domain.sampling import draw

from ..models import Round
from ..statements import among, rows
from .open_tasks import UNTOUCHED, insert_tasks, open_tasks, seat_items

HOWS = ("all", "random", "stratified", "chosen")
PREDICTED = "predicted"
_CHUNK = 5000
_I = Item._meta.db_table
# From `start` once round the circle on which the items lie.
_CIRCLE = "ORDER BY (CASE WHEN i.shuffle >= %s THEN i.shuffle ELSE i.shuffle + 1 END), i.id"
# Of the metadata or, as in a table, of the data itself.
_STRATUM = "COALESCE(i.meta ->> %s, i.data ->> %s)"
_STRATA = f"""
SELECT {_STRATUM}, COUNT(*) FROM {_I} i WHERE i.project_id = %s AND {UNTOUCHED}
GROUP BY 1 ORDER BY 2 DESC LIMIT {draw.STRATA_AT_MOST + 1}"""
_OF_EACH = f"""
WITH quota(stratum, most) AS (VALUES {{values}}),
ranked AS (SELECT i.id, {_STRATUM} AS stratum, ROW_NUMBER() OVER (PARTITION BY {_STRATUM} {_CIRCLE}) AS place
    FROM {_I} i WHERE i.project_id = %s AND {UNTOUCHED})
SELECT r.id FROM ranked r JOIN quota q ON q.stratum = COALESCE(r.stratum, '') WHERE r.place <= q.most ORDER BY r.id"""


def checked(sample: Mapping[str, Any] | None, *, items: Collection[int] | None, seed: int) -> dict[str, Any] | None:
    """The sample as it is kept with the round: {how, size, by, seed}; None for everything untouched. `Invalid` naming what is wrong."""
    if items is not None:
        if not items:
            raise Invalid("No item was chosen for this round.", code="nothing_chosen", fields={"items": "none"})
        return {"how": "chosen", "size": len(set(items)), **({"by": sample["by"]} if sample and sample.get("by") else {})}
    if sample is None or sample.get("how", "all") == "all":
        return None
    how, size, by = sample.get("how"), sample.get("size"), sample.get("by")
    if how not in ("random", "stratified"):
        raise Invalid(f"sample.how: must be one of {', '.join(HOWS)}.", fields={"sample": "unknown"})
    if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= 10_000_000:
        raise Invalid("sample.size: must be a whole number, 1 or more.", fields={"size": "1 or more"})
    if how == "stratified" and (not isinstance(by, str) or not by.strip() or "\x00" in by or len(by) > 200):
        raise Invalid("sample.by: name the field of the items (or 'predicted') that makes the strata.", fields={"by": "required"})
    found = {"how": how, "size": size, "seed": _seed(sample.get("seed", seed))}
    return {**found, "by": by.strip()} if how == "stratified" and isinstance(by, str) else found


def _seed(seed: Any) -> int:
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**63:
        raise Invalid("seed: must be a whole number, 0 or more.", fields={"seed": "0 or more"})
    return seed


def fill(round: Round, *, items: Collection[int] | None, strata: Mapping[int, str] | None) -> int:
    """The round's sample becomes its tasks; how many. Raises `Refused` (nothing_to_draw) where there is nothing to take."""
    sample = round.sample
    if sample is None:
        return open_tasks(round)
    if items is not None:
        return seat_items(round, sorted(_of_project(round.project, set(items))))
    if sample["how"] == "random":
        made = insert_tasks(round, UNTOUCHED, draw.start(sample["seed"]), sample["size"], limit=f"{_CIRCLE} LIMIT %s")
    elif sample["by"] == PREDICTED:
        made = seat_items(round, draw.draw(_untouched(round.project, strata or {}), sample["size"], sample["seed"]))
    else:
        made = _stratified(round, sample)
    if not made:
        raise Refused(_nothing(round.project, sample), code="nothing_to_draw", fields={"sample": "nothing to draw"})
    return made


def _stratified(round: Round, sample: dict[str, Any]) -> int:
    by = sample["by"]
    sizes: dict[str, int] = {}
    for value, n in rows(_STRATA, by, by, round.project_id):
        sizes[_name(value)] = sizes.get(_name(value), 0) + n
    if set(sizes) == {""}:
        raise Invalid(f"No item that is still free has a field '{by}'.", fields={"by": "no such field"})
    quotas = draw.quotas(sizes, sample["size"])
    if not quotas:
        return 0
    given = [part for name, n in quotas.items() for part in (name, n)]
    values = ", ".join(["(CAST(%s AS text), CAST(%s AS integer))"] * len(quotas))
    found = rows(_OF_EACH.format(values=values), *given, by, by, by, by, draw.start(sample["seed"]), round.project_id)
    sample["strata"] = quotas
    return seat_items(round, [pk for (pk,) in found])


def _name(value: Any) -> str:
    """Items without the field are a stratum of their own: ''."""
    return "" if value is None else str(value)


def _of_project(project: Project, items: set[int]) -> list[int]:
    wanted = sorted(items)
    found: set[int] = set()
    for start in range(0, len(wanted), _CHUNK):
        found |= {
            pk for (pk,) in rows(f"SELECT id FROM {_I} WHERE project_id = %s AND id {among(wanted[start : start + _CHUNK])}", project.pk)
        }
    if missing := sorted(items - found):
        some = ", ".join(map(str, missing[:5])) + (" …" if len(missing) > 5 else "")
        raise Invalid(
            f"{len(missing):,} of the chosen items are not items of this project: {some}.", fields={"items": "not of this project"}
        )
    return wanted


def _untouched(project: Project, strata: Mapping[int, str]) -> dict[int, str]:
    ids = sorted(strata)
    found: dict[int, str] = {}
    for start in range(0, len(ids), _CHUNK):
        some = f"SELECT i.id FROM {_I} i WHERE i.project_id = %s AND i.id {among(ids[start : start + _CHUNK])} AND {UNTOUCHED}"
        found |= {pk: strata[pk] for (pk,) in rows(some, project.pk)}
    return found


def _nothing(project: Project, sample: Mapping[str, Any]) -> str:
    if not Item.objects.filter(batch__project=project).exists():
        return "Nothing was imported into this project yet, so there is nothing to draw from."
    if sample.get("by") == PREDICTED:
        return "No item that is still free has a prediction; let the model predict first, or draw at random."
    return "Every item of this project is in a round already; import more, or choose items for a re-annotation round."


def practice_items(project: Project) -> list[int]:
    """Items of the practice gold in use."""
    found = Gold.objects.filter(project=project, use=Gold.PRACTICE, retired_at__isnull=True)
    return list(found.order_by("pk").values_list("item_id", flat=True))
