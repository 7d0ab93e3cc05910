"""Every rule looks at every item; what each says is kept, and what all say together is worked out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from django.conf import settings

from annotate.accounts.models import User
from annotate.projects.models import Project
from domain import weak
from domain.errors import Problem, Refused
from domain.weak import ABSTAINS, Labeller, Row
from domain.weak.figures import conflicting

from .. import prompting, weak_votes
from ..models import WeakRule, WeakRun
from ..selectors.question import Question, count_items, items_in_chunks, question_of
from ..selectors.rules import decided, last_run, rules_in_force
from ..weak_votes import WeakVotes

Report = Callable[[float, str], None]
_GIVE_UP = 3


def apply_rules(project: Project, *, by: User | None, now: dt.datetime, report: Report) -> WeakRun:
    """To all items but those of the test split. Safe to run twice: what was kept before stays until the new run is complete.

    Raises `Refused` (no_rules, no_single_choice, …).
    """
    rules = rules_in_force(project)
    if not rules:
        raise Refused("There is no rule yet that could be applied.", code="no_rules")
    question = question_of(project)
    with _Asking(rules, _before(project)) as asking:
        found = _votes(project, question, rules, asking, report)
    report(0.9, "Weighing the rules against one another.")
    votes = WeakVotes(*found, tuple(rule.pk for rule in rules))
    told = _told(project, question, rules, votes)
    told["asked"], told["notes"] = asking.asked, asking.notes
    name = weak_votes.keep(project.pk, votes)
    made = WeakRun.objects.create(
        project=project,
        rules=[rule.pk for rule in rules],
        labels=list(question.labels),
        items=len(votes.items),
        labelled=told["together"]["labelled"],
        conflicts=told["together"]["conflicts"],
        figures=told,
        kept=name,
        made_by=by,
        made_at=now,
    )
    weak_votes.keep_only(project.pk, name)
    return made


def _before(project: Project) -> WeakVotes | None:
    last = last_run(project)
    return weak_votes.read(project.pk, last.kept) if last else None


def _votes(
    project: Project, question: Question, rules: list[WeakRule], asking: _Asking, report: Report
) -> tuple[np.ndarray, np.ndarray]:
    place = {label: n for n, label in enumerate(question.labels)}
    labellers = [asking.labeller(n, rule, question) for n, rule in enumerate(rules)]
    total, ids, parts = count_items(project), [], []
    for rows in items_in_chunks(project, "data", "meta"):
        report(0.9 * min(len(ids) / max(1, total), 1.0), f"{len(ids):,} of {total:,} texts looked at.")
        part = np.full((len(rows), len(rules)), ABSTAINS, np.int8)
        for r, (pk, data, meta) in enumerate(rows):
            row = question.row(data, meta)
            asking.item = pk
            for n, labeller in enumerate(labellers):
                part[r, n] = place.get(labeller(row) or "", ABSTAINS)
            ids.append(pk)
        parts.append(part)
    votes = np.vstack(parts) if parts else np.zeros((0, len(rules)), np.int8)
    order = np.argsort(ids, kind="stable")
    return np.array(ids, np.int64)[order], votes[order]


class _Asking:
    """Questions to a language model: what an unchanged rule was told before is not asked again, and not more than PROMPT_MOST questions
    are asked in one go; the next application goes on with the rest."""

    def __init__(self, rules: list[WeakRule], before: WeakVotes | None) -> None:
        self.item, self.asked, self.notes = 0, 0, []
        self._before, self._failed = before, 0
        self._ask, self._hang_up = None, lambda: None
        if any(rule.kind == WeakRule.PROMPT for rule in rules):
            there = prompting.endpoint()
            if there is None:
                self.notes.append("no_model")
            else:
                self._ask, self._hang_up = prompting.asking(there)

    def __enter__(self) -> _Asking:
        return self

    def __exit__(self, *exc: object) -> None:
        self._hang_up()

    def labeller(self, n: int, rule: WeakRule, question: Question) -> Labeller:
        labeller = weak.labeller(rule.kind, rule.settings, rule.label, ask=self._question, labels=question.labels)
        if rule.kind != WeakRule.PROMPT:
            return labeller
        known = self._known(rule)

        def label(row: Row) -> str | None:
            if self.item in known:
                return question.labels[known[self.item]]
            return labeller(row) if self._may_ask() else None

        return label

    def _known(self, rule: WeakRule) -> dict[int, int]:
        if self._before is None or rule.pk not in self._before.rules:
            return {}
        column = self._before.votes[:, self._before.rules.index(rule.pk)]
        said = column != ABSTAINS
        return dict(zip(self._before.items[said].tolist(), column[said].tolist(), strict=True))

    def _may_ask(self) -> bool:
        if self._ask is None or self._failed >= _GIVE_UP:
            return False
        if self.asked >= settings.PROMPT_MOST:
            self._note("more_to_ask")
            return False
        return True

    def _question(self, messages: list[dict[str, str]]) -> str:
        """An answer that does not come is no vote; after some in a row nobody asks on."""
        assert self._ask is not None
        self.asked += 1
        try:
            answer = self._ask(messages)
        except Problem as problem:
            self._failed += 1
            self._note(problem.message)
            return ""
        self._failed = 0
        return answer

    def _note(self, what: str) -> None:
        if what not in self.notes:
            self.notes.append(what)


def _told(project: Project, question: Question, rules: list[WeakRule], votes: WeakVotes) -> dict[str, Any]:
    labels, k = question.labels, len(question.labels)
    found = weak.patterns(votes.votes)
    model, majority = weak.combine(found, k), weak.combine(found, k, method="majority")
    known = decided(project, labels)
    truth = np.array([known.get(item, ABSTAINS) for item in votes.items.tolist()], np.int64)
    rights = weak.rights(votes.votes, truth)
    rows = [
        {
            "rule": rule.pk,
            "number": rule.number,
            "version": rule.version,
            "name": rule.name,
            **{name: getattr(of, name) for name in ("covered", "overlap", "conflict")},
            "by_label": {labels[place]: n for place, n in of.by_label.items()},
            "right": right,
            "estimated": None if model.accuracies is None or not of.overlap else round(float(model.accuracies[n]), 4),
        }
        for n, (rule, of, right) in enumerate(zip(rules, weak.figures(found), rights, strict=True))
    ]
    counts = Counter(model.label[model.label != ABSTAINS].tolist())
    together = {
        "labelled": int((model.label != ABSTAINS).sum()),
        "conflicts": int(found.counts[conflicting(found)].sum()) if len(votes.items) else 0,
        "by_label": {labels[place]: counts[place] for place in range(k) if counts[place]},
        "right": weak.agreement_with(model.label, truth),
        "majority_right": weak.agreement_with(majority.label, truth),
    }
    return {"rules": rows, "together": together, "decided": int((truth != ABSTAINS).sum())}
