"""Compare a challenger with the champion on the same untouched test items, and write down what came out."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace

import numpy as np
from django.db import transaction

from annotate.corpus import selectors as corpus
from annotate.corpus.models import Release
from annotate.items.models import Item
from annotate.projects.models import Project
from annotate.review.selectors.slices import text_of
from domain.errors import Problem, Refused
from domain.promotion import SCORE, Match, Rule, Verdict, decide

from .. import client
from ..models import Contest, ModelVersion
from ..selectors import champion
from ..selectors.answers import Answered
from ..selectors.contests import looks, rule_of
from .answers import test_answers
from .start import uid
from .stock import is_current, is_stock

# A version that cannot answer any more, whoever asks; what passes (a backend that is down) is no such thing.
GONE = ("model_lost", "damaged", "too_old", "encoder_changed")


def hold(challenger: ModelVersion, *, now: dt.datetime) -> Contest:
    """A row of `Contest`, whatever came out; who is champion is left as it is.

    Raises `Refused` (no_champion, already_champion, met_before on the very same test items, contest_meanwhile), and what asking the
    challenger raises.
    """
    holder = champion(challenger.project)
    if holder is None:
        raise Refused("There is no champion to compare with.", code="no_champion")
    if holder == challenger:
        raise Refused("This version is the champion already.", code="already_champion")
    release, rule = corpus.newest(challenger.project), rule_of(challenger.project)
    if release is None:
        return _not_held(challenger, holder, None, rule, "no_release", now)
    if Contest.objects.filter(champion=holder, challenger=challenger, release=release, look__gt=0).exists():
        raise Refused("These two have been compared on this release; freeze a new one to compare them again.", code="met_before")
    try:
        new = test_answers(challenger, release, now=now)
    except Refused as refused:
        if refused.code != "no_test_items":
            raise
        return _not_held(challenger, holder, release, rule, refused.code, now)
    try:
        _still_there(holder)
        old = test_answers(holder, release, now=now)
    except Problem as problem:
        if not is_gone(problem):
            raise
        return _not_held(challenger, holder, release, rule, "champion_lost", now, told=problem.message)
    return _held(challenger, holder, release, rule, _match(rule, release, old, new), now)


def _still_there(holder: ModelVersion) -> None:
    """What it once said of the test items may be kept, and it could not say it again: such a champion has nothing to defend."""
    if is_stock(holder):
        if not is_current(holder):
            raise Refused(f"The ML backend has learned anew since model version {holder.name} and has that no more.", code="model_lost")
        return
    try:
        client.call("GET", "/metrics", {"project": uid(holder.project), "model_version": holder.name})
    except Problem as problem:
        if problem.fields.get("status") == 404 and not client.lacks(problem):
            raise Refused(f"The ML backend has lost the files of model version {holder.name}.", code="model_lost") from problem
        raise


def is_gone(problem: Problem) -> bool:
    return problem.code in GONE or problem.fields.get("code") in GONE


def _held(challenger: ModelVersion, holder: ModelVersion, release: Release, rule: Rule, match: Match, now: dt.datetime) -> Contest:
    # The same two on the same items always draw the same numbers: a contest can be repeated.
    rng = np.random.default_rng((holder.pk, challenger.pk, release.pk))
    look = looks(holder) + 1
    if not match.classes:
        rule = replace(rule, measure=SCORE)  # how right an answer is on the mean: there is no macro F1 of places
    verdict = decide(rule, match, look=look, rng=rng)
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=challenger.project_id)
        if champion(challenger.project) != holder or looks(holder) + 1 != look:  # a look is spent once
            raise Refused("Another contest ended meanwhile; compare the two again.", code="contest_meanwhile")
        return _write(challenger, holder, release, rule, verdict, now)


def _write(challenger: ModelVersion, holder: ModelVersion, release: Release, rule: Rule, verdict: Verdict, now: dt.datetime) -> Contest:
    return Contest.objects.create(
        project=challenger.project,
        champion=holder,
        challenger=challenger,
        release=release,
        rule=asdict(rule),
        look=verdict.tests["look"],
        items=verdict.tests["items"],
        tests=verdict.tests,
        verdict=Contest.PROMOTED if verdict.promote else Contest.KEPT,
        reasons=[asdict(reason) for reason in verdict.reasons],
        made_at=now,
    )


def _not_held(
    challenger: ModelVersion, holder: ModelVersion, release: Release | None, rule: Rule, code: str, now: dt.datetime, told: str = ""
) -> Contest:
    return Contest.objects.create(
        project=challenger.project,
        champion=holder,
        challenger=challenger,
        release=release,
        rule=asdict(rule),
        look=0,
        verdict=Contest.NOT_HELD,
        reasons=[{"code": code, "facts": {"told": told} if told else {}, "blocks": True}],
        made_at=now,
    )


def _match(rule: Rule, release: Release, old: Answered, new: Answered) -> Match:
    """Both were asked about the items of the same release; each may know classes that the other does not."""
    if old.items != new.items:
        raise Problem("The two versions were asked about different items.", code="different_items")
    slices = _slices(rule.slice_field, new.items) if rule.slice_field else None
    if not new.classes:
        return Match(champion=old.scores, challenger=new.scores, groups=new.groups, slices=slices)
    classes = tuple(dict.fromkeys((*new.classes, *old.classes)))
    place = {name: n for n, name in enumerate(classes)}

    def numbered(names: tuple[str, ...], values: np.ndarray) -> np.ndarray:
        return np.array([place[name] for name in names])[values]

    return Match(
        champion=numbered(old.classes, old.said),
        challenger=numbered(new.classes, new.said),
        truth=numbered(new.classes, new.truth),
        classes=classes,
        groups=new.groups,
        slices=slices,
    )


def _slices(field: str, items: list[int]) -> list[str | None]:
    found: dict[int, str | None] = {}
    for start in range(0, len(items), 500):
        rows = Item.objects.filter(pk__in=items[start : start + 500]).values_list("pk", "meta", "data")
        for pk, meta, data in rows:
            side = meta if isinstance(meta, dict) and field in meta else data if isinstance(data, dict) else {}
            found[pk] = text_of(side.get(field))
    return [found.get(item) for item in items]
