"""Everything that is said of one set of votes, as it is kept with a measurement: figures, confusions, disputes, what went in."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

import numpy as np

from annotate.projects.models import Project
from domain import agreement as measures
from domain.agreement.ratings import in_order
from domain.agreement.statistics import measured_at
from guidelines.selectors import schema_of

from ..storage import NO_LABEL, Ballots

DISPUTES = 200
_PAIRS = 300
_KAPPAS = 2_000
_CELLS = 2_000


def digest(votes: Ballots, *, whole: bool) -> str:
    """SHA-256 of the votes in the order of their tasks and people: three columns of 64-bit integers (task, annotator, place of the
    label among the labels in use, sorted) and those labels as JSON. whole: of the annotations' ids too, for more than the label counts."""
    used, places = np.unique(votes.label, return_inverse=True)
    names = [None if code == NO_LABEL else votes.labels[code] for code in used]
    in_order = sorted(names, key=lambda name: (name is None, name or ""))
    order = np.lexsort((votes.annotator, votes.task))
    labels = np.array([in_order.index(name) for name in names], dtype=np.int64)[places][order]
    found = hashlib.sha256()
    for column in (votes.task[order], votes.annotator[order], labels):
        found.update(np.ascontiguousarray(column, dtype="<i8").tobytes())
    found.update(json.dumps(in_order, ensure_ascii=False).encode())
    if whole:
        found.update(votes.id[order].tobytes())
    return found.hexdigest()


def ratings_of(votes: Ballots, order: list[str] | None, *, by_item: bool = False) -> measures.Ratings:
    """Tasks, people and labels of those that have a label, in the order of tasks and people, whatever order they came in.

    by_item: name what was rated by its item in place of its task, so that it is known again in another round.
    """
    labelled = votes.select(votes.label != NO_LABEL)
    labelled = labelled.select(np.lexsort((labelled.annotator, labelled.task)))
    tasks, task = np.unique(labelled.task, return_inverse=True)
    people, person = np.unique(labelled.annotator, return_inverse=True)
    codes, label = np.unique(labelled.label, return_inverse=True)
    names, place, guessed = in_order([labelled.labels[code] for code in codes], order)
    units = _items_of(labelled, task, len(tasks)) if by_item else tasks.tolist()
    return measures.Ratings.of_codes((units, people.tolist(), names), (task, person, np.asarray(place)[label]), guessed_order=guessed)


def _items_of(votes: Ballots, task: np.ndarray, tasks: int) -> list[tuple[int, int]]:
    """For each task its item, and the how-manieth task of that item among these it is."""
    item = np.zeros(tasks, dtype=np.int64)
    item[task] = votes.item
    seen: Counter[int] = Counter()
    found = []
    for one in item.tolist():
        found.append((one, seen[one]))
        seen[one] += 1
    return found


def scale(project: Project, votes: Ballots) -> tuple[str, list[str] | None, str | None]:
    """(level, order of the labels, what had to be done otherwise than the project says).

    Ranks come from the label config, the newest that knows all labels. Where none does (a label was renamed, answers name several
    choices at once), there is no scale, and labels are compared as names.
    """
    if project.level == "nominal":
        return "nominal", None, None
    used = {votes.labels[code] for code in np.unique(votes.label) if code != NO_LABEL}
    for version in project.guideline.versions.order_by("-number"):
        primary = schema_of(version).primary
        if primary is not None and used <= set(primary.values):
            return project.level, list(primary.values), None
    odd = ", ".join(sorted(used)[:5])
    return "nominal", None, f"No version of the label config ranks all labels that were given ({odd} …), so they count as names."


def all_of(ratings: measures.Ratings, *, level: str, draws: int, seed: int) -> dict[str, Any]:
    """`domain.agreement.measure`; `expected`, what comes of labels that nobody looked for; and what the page draws besides: `confusions`
    (of everybody and of pairs) and `disputes`."""
    figures = measures.measure(ratings, level=level, rng=np.random.default_rng(seed), draws=draws)
    return {
        **figures,
        "cohen_kappa": _fullest(figures["cohen_kappa"]),
        "pairs": len(figures["cohen_kappa"]),
        "expected": measures.expected_by_majority(ratings).as_dict(),
        "confusions": confusions(ratings),
        "disputes": disputes(ratings, level),
    }


def confusions(ratings: measures.Ratings) -> dict[str, Any]:
    """`cells` are [place of the label, place of the label, items]; `together` counts each pair of labels once, whoever gave which. Pairs of
    people: those that share most."""
    tables, people, labels = ratings.pairs, ratings.annotators, max(1, len(ratings.labels))
    low, high = np.minimum(tables.first, tables.second), np.maximum(tables.first, tables.second)
    kinds, of_cell = np.unique(low * labels + high, return_inverse=True)
    number = np.bincount(of_cell, weights=tables.number, minlength=len(kinds)).astype(np.int64)
    most = np.lexsort((tables.b, tables.a, -tables.items))[:_PAIRS]
    pairs = [tables.one(place) for place in most.tolist()]
    return {
        "together": _cells(*np.divmod(kinds, labels), number),
        "pairs": [
            {"annotators": [people[t.a], people[t.b]], "items": t.items, "cells": _cells(t.first, t.second, t.number)} for t in pairs
        ],
    }


def _cells(first: np.ndarray, second: np.ndarray, number: np.ndarray) -> list[list[int]]:
    """The fullest, in the order of the labels."""
    most = np.sort(np.argsort(-number, kind="stable")[:_CELLS])
    return np.column_stack([first[most], second[most], number[most]]).tolist()


def _fullest(pairs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of a crowd's half a million pairs those that share most, in the order in which they stood."""
    if len(pairs) <= _KAPPAS:
        return pairs
    most = sorted(range(len(pairs)), key=lambda place: -pairs[place]["items"])[:_KAPPAS]
    return [pairs[place] for place in sorted(most)]


def differences(now: measures.Ratings, then: measures.Ratings, *, level: str, draws: int, seed: int) -> dict[str, dict[str, Any]]:
    """Each statistic of everybody together that is meant for the level: now less then, with the interval of the difference."""
    names = [one.name for one in measured_at(level) if one.parts is not None]
    found = measures.differences(then, now, names, level=level, rng=np.random.default_rng(seed), draws=draws)
    return {name: found[name].as_dict() for name in names}


def weighed(weights: dict[int, float]) -> list[dict[str, Any]]:
    """As `disputes`, of tasks whose weight each is known; there are no votes to count."""
    total = sum(weights.values())
    most = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:DISPUTES]
    return [{"task": task, "weight": weight / total, "votes": {}} for task, weight in most if weight > 0]


def disputes(ratings: measures.Ratings, level: str = "nominal") -> list[dict[str, Any]]:
    """The tasks that weigh most: [{task, weight, votes: {label: number}}], heaviest first; `weight` is a share of all disagreement."""
    weights = measures.disputes.weigh(ratings, level=level)
    most = np.argsort(-weights, kind="stable")[:DISPUTES]
    starts = np.concatenate([[0], np.cumsum(ratings.per_item)])
    found = []
    for place in most[weights[most] > 0].tolist():
        said = Counter(str(ratings.labels[code]) for code in ratings.label[starts[place] : starts[place + 1]])
        votes = dict(sorted(said.items(), key=lambda pair: (-pair[1], pair[0])))
        found.append({"task": ratings.items[place], "weight": float(weights[place]), "votes": votes})
    return found
