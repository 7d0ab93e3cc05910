"""Freeze what is decided: rows in canonical form, named by their hash, with a datasheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import IntegrityError, connection, transaction

from annotate.accounts.models import User
from annotate.annotations.models import Annotation
from annotate.annotations.selectors import current
from annotate.items.models import Item
from annotate.projects.models import Project
from annotate.queue.models import Round, Task
from annotate.review.models import Decision
from annotate.review.selectors import in_force
from domain.errors import Refused
from guidelines.models import GuidelineVersion

from .. import storage
from ..models import Release, ReleaseItem
from .generated import Child, accepted
from .manifest import Tally, manifest
from .mapping import Newest

_CHUNK = 1000
_DECIDED = ("label", "result", "rule", "share", "note", "posterior", "section", "seconded_by")
_CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


@dataclass(frozen=True)
class Chosen:
    """An item that goes in, by the decision in force."""

    item: int
    task: int
    decision: int
    split: str
    round: int


@dataclass
class Choice:
    """What goes in, in canonical order, and how much stays out and why."""

    items: list[Chosen]
    suggested: set[int]
    generated: list[Child]
    left_out: dict[str, int] = field(default_factory=dict)


def freeze(
    project: Project, *, title: str = "", by: User, now: dt.datetime, as_given: bool = False, is_automatic: bool = False
) -> Release:
    """The next release: every item with a decision in force, in the split that its group has.

    Labels are those of the newest guideline version, what was given beside them, where a version recorded what became of a label; as_given:
    only what was given. is_automatic: nobody asked for it but a schedule that `by` has set; its datasheet tells the agreement that was
    measured last, and when that was, instead of measuring anew.

    Raises `Refused`: nothing_decided; nothing_new, when a release with the very same content is there already.
    Reading locks nothing: decisions are never changed, and which are in force is asked once.
    """
    newest = None if as_given else Newest(project)
    choice = _choose(project, newest)
    if not choice.items:
        raise Refused(_why_none(project, choice), code="nothing_decided")
    versions = _versions(project, choice, newest)
    tally = Tally()
    digest = storage.keep(_head(versions), _rows(choice, _pseudonyms(project, choice), tally, newest))
    _check_new(project, digest)
    told = {"versions": versions, "tally": tally, "left_out": choice.left_out, "is_automatic": is_automatic}
    sheet = manifest(project, title=title, by=by, now=now, digest=digest, **told)
    if newest:
        sheet["mapping"] = newest.told()
    return _write(project, choice, tally, title=title.strip()[:200], digest=digest, sheet=sheet, by=by, now=now, is_automatic=is_automatic)


def _choose(project: Project, newest: Newest | None) -> Choice:
    columns = ("task__item__content_hash", "task__item_id", "task_id", "pk", "task__item__split", "task__round_id")
    found: dict[int, Chosen] = {}
    earlier = 0
    # The latest round's decision counts, whenever an earlier round's was made.
    for _, *ids in in_force(project).order_by("task__item__content_hash", "task_id").values_list(*columns):
        earlier += ids[0] in found
        found[ids[0]] = Chosen(*ids)
    again = _said_again(project)
    stands = [one for one in found.values() if again.get(one.item, 0) <= one.task]
    suggestion = Annotation.objects.filter(project=project, with_suggestion=True)
    suggested = set(suggestion.values_list("task_id", flat=True).distinct())
    fit = [one for one in stands if not (one.split == Item.TEST and one.task in suggested)]
    kept = _not_retired(fit, newest) if newest else fit
    generated, orphans = accepted(project, {one.item: one for one in kept})
    undecided = Task.objects.filter(project=project, is_gold=False).count() - len(found) - earlier - (len(found) - len(stands))
    left_out = {
        "not decided yet": undecided,
        "decided again in a later round, whose decision counts": earlier,
        "labelled again since in a later round, and not decided there": len(found) - len(stands),
        "test items labelled with a model's suggestion in sight": len(stands) - len(fit),
        "decided as a label that the guideline has retired since": len(fit) - len(kept),
        "generated from an item that is not in it, or whose label is another now": orphans,
    }
    return Choice(kept, suggested, generated, {why: n for why, n in left_out.items() if n})


def _said_again(project: Project) -> dict[int, int]:
    """{item: its latest task that everybody has labelled and nobody decided}: what was decided of it before does not stand unquestioned."""
    open_ones = Task.objects.filter(project=project, is_finished=True, is_gold=False, decisions__isnull=True)
    return dict(open_ones.exclude(round__kind=Round.TRAINING).order_by("pk").values_list("item_id", "pk"))


def _not_retired(chosen: list[Chosen], newest: Newest) -> list[Chosen]:
    kept = []
    for start in range(0, len(chosen), _CHUNK):
        chunk = chosen[start : start + _CHUNK]
        labels = dict(Decision.objects.filter(pk__in=[one.decision for one in chunk]).values_list("pk", "label"))
        kept += [one for one in chunk if not newest.is_retired(newest.of_round(one.round), labels[one.decision])]
    return kept


def _why_none(project: Project, choice: Choice) -> str:
    if not Decision.objects.filter(project=project).exists():
        return "Nothing is decided yet: settle the finished tasks by a rule, or decide them one by one."
    return "No decided item may go into a release: " + "; ".join(f"{n:,} {why}" for why, n in choice.left_out.items()) + "."


def _versions(project: Project, choice: Choice, newest: Newest | None) -> list[tuple[GuidelineVersion, int]]:
    """(guideline version, how many of the items were labelled under it), oldest first; the newest too where labels are called as in it."""
    used: dict[int, int] = {}
    of_task = dict(Task.objects.filter(project=project).values_list("pk", "round__guideline_version_id"))
    for one in choice.items:
        used[of_task[one.task]] = used.get(of_task[one.task], 0) + 1
    if newest and newest.version:
        used.setdefault(newest.version.pk, 0)
    return [(version, used[version.pk]) for version in GuidelineVersion.objects.filter(pk__in=used).order_by("number")]


def _head(versions: list[tuple[GuidelineVersion, int]]) -> bytes:
    """What gives the rows their meaning is part of what they are."""
    told = [{"number": v.number, "text": v.text, "label_config": v.label_config} for v, _ in versions]
    return orjson.dumps({"format": 1, "guideline": told}, option=_CANONICAL)


def _pseudonyms(project: Project, choice: Choice) -> dict[int, str]:
    """A1, A2 …: the same person has the same name throughout a release."""
    tasks = {one.task for one in choice.items}
    pairs = Annotation.objects.filter(project=project).values_list("annotator_id", "task_id").iterator(chunk_size=10_000)
    return {pk: f"A{number}" for number, pk in enumerate(sorted({annotator for annotator, task in pairs if task in tasks}), 1)}


def _rows(choice: Choice, names: dict[int, str], tally: Tally, newest: Newest | None) -> Iterator[bytes]:
    for start in range(0, len(choice.items), _CHUNK):
        chunk = choice.items[start : start + _CHUNK]
        items = _values(Item, [one.item for one in chunk], "data", "meta", "group_key", "content_hash")
        decisions = _values(Decision, [one.decision for one in chunk], *_DECIDED)
        votes = _votes([one.task for one in chunk], names, tally)
        for one in chunk:
            row = _row(one, items[one.item], decisions[one.decision], votes.get(one.task, []))
            if newest:
                row = newest.row(row, newest.of_round(one.round))
            tally.add(row)
            yield orjson.dumps(row, option=_CANONICAL)
    for child in choice.generated:
        row = newest.row(child.row, newest.of_round(child.round)) if newest else child.row
        tally.add_generated(row)
        yield orjson.dumps(row, option=_CANONICAL)


def _row(one: Chosen, item: tuple, decision: tuple, votes: list[dict]) -> dict[str, Any]:
    data, meta, group, content = item
    label, result, rule, share, note, posterior, section, second = decision
    row = {
        "content": content,
        "data": data,
        "meta": meta,
        "group": group,
        "split": one.split,
        "label": label,
        "result": result,
        "rule": rule,
        "share": share,
        "note": note,
        "votes": votes,
    }
    # Only where there is one: what was frozen before there were any has the digest it had.
    beside = {"posterior": posterior, "section": section or None, "adjudicators": 2 if second else None}
    return {**row, **{name: value for name, value in beside.items() if value is not None}}


def _values(model: Any, ids: list[int], *columns: str) -> dict[int, tuple]:
    return {pk: rest for pk, *rest in model.objects.filter(pk__in=ids).values_list("pk", *columns)}


def _votes(tasks: list[int], names: dict[int, str], tally: Tally) -> dict[int, list[dict]]:
    """By task, in the order of the pseudonyms."""
    found: dict[int, list[dict]] = {}
    columns = ("task_id", "annotator_id", "label", "result", "guideline_version__number", "with_suggestion", "became", "created_at")
    for task, annotator, label, result, version, suggested, became, at in (
        current().filter(task__in=tasks).order_by("task_id", "annotator_id").values_list(*columns)
    ):
        tally.annotated(at)
        vote = {"annotator": names[annotator], "label": label, "result": result, "guideline": version, "with_suggestion": suggested}
        if became is not None:
            vote["became"] = became
        found.setdefault(task, []).append(vote)
    return found


def _check_new(project: Project, digest: str) -> None:
    same = project.releases.filter(digest=digest).first()
    if same is not None:
        raise Refused(
            f"Nothing has changed since release {same.number}{f' ({same.title})' if same.title else ''}: it holds exactly this.",
            code="nothing_new",
            fields={"release": same.number},
        )


def _write(
    project: Project,
    choice: Choice,
    tally: Tally,
    *,
    title: str,
    digest: str,
    sheet: dict,
    by: User,
    now: dt.datetime,
    is_automatic: bool,
) -> Release:
    try:
        with transaction.atomic():
            number = (project.releases.order_by("-number").values_list("number", flat=True).first() or 0) + 1
            sheet["release"] = number
            release = Release.objects.create(
                project=project,
                number=number,
                title=title,
                digest=digest,
                manifest=sheet,
                items=tally.items,
                frozen_by=by,
                frozen_at=now,
                is_automatic=is_automatic,
            )
            _insert(release, choice)
            return release
    except IntegrityError:
        _check_new(project, digest)
        raise Refused("Somebody else froze a release at the same moment; try again.", code="frozen_meanwhile") from None


def _insert(release: Release, choice: Choice) -> None:
    table = ReleaseItem._meta.db_table
    rows = [(one.item, one.decision, one.split, one.task in choice.suggested) for one in choice.items]
    rows += [(one.item, one.decision, Item.TRAIN, one.task in choice.suggested) for one in choice.generated]
    columns = f"INSERT INTO {table} (release_id, item_id, decision_id, split, with_suggestion) "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            lists = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(
                f"{columns}SELECT %s, i, d, s, w FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bool[]) AS t(i, d, s, w)",
                [release.pk, *lists],
            )
        else:
            cursor.executemany(f"{columns}VALUES ({release.pk:d}, %s, %s, %s, %s)", rows)
