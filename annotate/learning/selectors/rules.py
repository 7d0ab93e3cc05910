"""Nouns: the rules in force, what they said last, where they differ, and what one would do before it is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import QuerySet

from annotate.items.models import Item
from annotate.projects.models import Project
from annotate.review.selectors import by_people
from domain import weak
from domain.weak import ABSTAINS
from domain.weak.figures import conflicting
from domain.weak.rule import KINDS

from .. import weak_votes
from ..models import WeakRule, WeakRun
from .one_label import with_labels
from .question import Question, question_of

SAMPLE = 400
_STRETCHES = 8
_TEXT = 300


def rules_in_force(project: Project) -> list[WeakRule]:
    """The newest version of each, in the order of their numbers; without those that are retired."""
    found = WeakRule.objects.filter(project=project, superseded_by__isnull=True, is_retired=False)
    return list(found.select_related("made_by").order_by("number"))


def versions_of(project: Project, number: int) -> QuerySet[WeakRule]:
    """Newest first."""
    return WeakRule.objects.filter(project=project, number=number).select_related("made_by").order_by("-version")


def last_run(project: Project) -> WeakRun | None:
    return WeakRun.objects.filter(project=project).select_related("made_by").order_by("-id").first()


def is_overtaken(run: WeakRun, rules: list[WeakRule]) -> bool:
    """Rules were written, edited or retired since."""
    return run.rules != [rule.pk for rule in rules]


@dataclass(frozen=True)
class Priors:
    """Of each item that has one: the label and its probability, by all rules together."""

    items: np.ndarray
    label: np.ndarray
    probability: np.ndarray
    labels: tuple[str, ...]

    def as_dict(self, least: float) -> dict[int, tuple[str, float]]:
        """{item: (label, probability)} of those that are at least so probable."""
        sure = (self.label != ABSTAINS) & (self.probability >= least)
        rows = zip(self.items[sure].tolist(), self.label[sure].tolist(), self.probability[sure].tolist(), strict=True)
        return {item: (self.labels[label], float(share)) for item, label, share in rows}


def priors(run: WeakRun) -> Priors | None:
    """None where the file is gone: the rules have to be applied again."""
    votes = weak_votes.read(run.project_id, run.kept)
    if votes is None:
        return None
    combined = weak.combine(weak.patterns(votes.votes), len(run.labels))
    return Priors(votes.items, combined.label, combined.probability, tuple(run.labels))


@dataclass(frozen=True)
class Conflict:
    """says: (rule, label), in the order of the rules; label: of all together, None where it is a tie."""

    item: int
    text: str
    says: list[tuple[WeakRule, str]]
    label: str | None
    probability: float


def conflicts(project: Project, run: WeakRun, *, after: int = 0, limit: int = 25) -> tuple[list[Conflict], int | None] | None:
    """Items on which rules differ, in the order of their ids, and the id to go on after; None where the file is gone."""
    votes = weak_votes.read(run.project_id, run.kept)
    if votes is None:
        return None
    found = weak.patterns(votes.votes)
    combined = weak.combine(found, len(run.labels))
    rows = np.flatnonzero(conflicting(found)[found.of_item] & (votes.items > after)) if len(votes.items) else np.zeros(0, int)
    # Items may have been taken back since: twice as many are looked up.
    some = rows[: 2 * limit + 1]
    items = Item.objects.filter(batch__project=project).in_bulk(votes.items[some].tolist())
    rules = WeakRule.objects.in_bulk(run.rules)
    question = question_of(project)
    made: list[Conflict] = []
    for row in some:
        item = items.get(int(votes.items[row]))
        if item is None:
            continue
        each = zip(run.rules, votes.votes[row].tolist(), strict=True)
        says = [(rules[pk], run.labels[vote]) for pk, vote in each if vote != ABSTAINS and pk in rules]
        label = None if combined.label[row] == ABSTAINS else run.labels[combined.label[row]]
        made.append(Conflict(item.pk, shown(question, item), says, label, float(combined.probability[row])))
        if len(made) == limit:
            break
    more = len(made) == limit and bool((rows > np.searchsorted(votes.items, made[-1].item)).any())
    return made, made[-1].item if more else None


def shown(question: Question, item: Item) -> str:
    text = question.text(item.data)
    if text is None:
        text = next((value for value in item.data.values() if isinstance(value, str)), "")
    return text[:_TEXT]


def decided(project: Project, labels: tuple[str, ...], among: Collection[int] | None = None) -> dict[int, int]:
    """{item: place of its label} as people or rules of the project decided, the newest round's word; nothing of the test split.
    among: only these items, some hundred."""
    place = {label: n for n, label in enumerate(labels)}
    found = by_people(project).exclude(task__item__split=Item.TEST).order_by("task__round__number", "pk")
    found = found if among is None else found.filter(task__item__in=among)
    rows = with_labels(found, project, "task__item_id", version="task__round__guideline_version_id")
    return {item: place[label] for item, label in rows if label in place}


@dataclass(frozen=True)
class Tried:
    """What a rule would do on a sample. hits: items it labels, first those whose label it gets wrong; right: of decided ones."""

    items: int
    covered: int
    by_label: dict[str, int]
    right: dict[str, Any]
    hits: list[tuple[int, list[tuple[str, bool]], str, str | None]]


def try_rule(project: Project, *, kind: str, settings: Mapping[str, Any], label: str, show: int = 8) -> Tried:
    """On some hundred texts from all over the corpus, none of the test split. Raises `Invalid` for settings that are wrong.

    A question to a language model is not tried here: it would keep the page waiting.
    """
    question = question_of(project)
    kept = weak.check(kind, settings, label, question.labels)
    labeller = weak.labeller(kind, kept, label, labels=question.labels)
    find = KINDS[kind].finder(kept) if hasattr(KINDS[kind], "finder") else None
    sample = _sample(project)
    truth = decided(project, question.labels, [item.pk for item in sample]) if sample else {}
    said = [labeller(question.row(item.data, item.meta)) for item in sample]
    place = {name: n for n, name in enumerate(question.labels)}
    codes = np.array([ABSTAINS if one is None else place[one] for one in said], int)
    known = np.array([truth.get(item.pk, ABSTAINS) for item in sample], int)
    hits = [n for n, one in enumerate(said) if one is not None]
    hits.sort(key=lambda n: (known[n] == ABSTAINS or known[n] == codes[n], n))
    return Tried(
        items=len(sample),
        covered=len(hits),
        by_label={name: int((codes == n).sum()) for name, n in place.items() if (codes == n).any()},
        right=weak.agreement_with(codes, known),
        hits=[
            (sample[n].pk, _marked(question, sample[n], find), str(said[n]), None if known[n] == ABSTAINS else question.labels[known[n]])
            for n in hits[:show]
        ],
    )


def _sample(project: Project) -> list[Item]:
    """The same at every try: stretches that lie evenly between the first and the last item."""
    found = Item.objects.filter(batch__project=project)
    first, last = (found.order_by(order).values_list("pk", flat=True).first() for order in ("pk", "-pk"))
    if first is None or last is None:
        return []
    some: dict[int, Item] = {}
    for n in range(_STRETCHES):
        start = first + (last - first + 1) * n // _STRETCHES
        stretch = found.filter(pk__gte=start).exclude(split=Item.TEST).order_by("pk")
        some |= {item.pk: item for item in stretch[: SAMPLE // _STRETCHES]}
    return list(some.values())


def _marked(question: Question, item: Item, find: Any) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is what the rule found; from a little before it on."""
    text = question.text(item.data)
    where = find(text) if find and text else None
    if where is None or text is None:
        return [(shown(question, item), False)]
    text = unicodedata.normalize("NFC", text) if find(unicodedata.normalize("NFC", text)) == where else text
    start, end = where
    before = re.sub(r"^\S*\s", "…", text[max(0, start - 60) : start]) if start > 60 else text[:start]
    return [(before, False), (text[start:end], True), (text[end : end + _TEXT], False)]
