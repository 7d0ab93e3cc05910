"""Ask a version about the test items of the newest release and write down what it is worth there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from annotate.corpus import selectors as corpus
from domain.errors import Refused
from domain.evaluation import curve_report, evaluate, reliability, slice_report

from ..models import ModelVersion, TestAnswers
from ..selectors.answers import Answered
from ..selectors.ceiling import people_on, slices_of
from .answers import test_answers

_RESAMPLES = 500


def examine(version: ModelVersion, *, now: dt.datetime) -> TestAnswers:
    """Once for each release: what is written down stays, since neither the version nor the release changes.

    Raises `Refused` (no_release, no_test_items, model_lost).
    """
    release = corpus.newest(version.project)
    if release is None:
        raise Refused("There is no release yet whose test items it could be asked about.", code="no_release")
    answers = test_answers(version, release, now=now)
    row = TestAnswers.objects.select_related("release").get(model_version=version, release=release)
    if not row.report:
        row.report = {"people": people_on(release, answers), "slices": slices_of(version, row, answers), **_figures(answers)}
        row.save(update_fields=["report"])
    return row


def _figures(answers: Answered) -> dict[str, Any]:
    """Of answers that are more than one label there is only how right they are on the mean."""
    rng = np.random.default_rng(0)
    if not answers.classes:
        told = slice_report(answers.scores, ["all"] * len(answers), rng=rng, groups=answers.groups, resamples=_RESAMPLES)
        return {"figures": {"items": len(answers), "score": told["slices"][0]["error"]}}
    names, wide = answers.classes, answers.wide
    truth, said = ([names[place] for place in of] for of in (answers.truth, answers.said))
    figures = evaluate(truth, said, names, rng=rng, probabilities=wide, groups=answers.groups, resamples=_RESAMPLES)
    curves = curve_report(answers.truth, wide, names, rng=rng, groups=answers.groups)
    return {"figures": figures, "curves": curves, "reliability": reliability(wide, answers.truth)}

