"""Ask a model version about the test items of a release, once, and keep what it says."""

from __future__ import annotations

import datetime as dt
from typing import Any

from annotate.corpus import selectors as corpus
from annotate.corpus.models import Release
from domain.errors import Problem, Refused
from domain.evaluation.items import item_score
from domain.learnable import Learnable, learnable
from domain.schema import compile_config

from .. import client, storage
from ..models import ModelVersion, TestAnswers
from ..selectors.answers import Answered, answered, read, test_ids
from .ask import probabilities, says, tasks_of

_CHUNK = 500


def test_answers(version: ModelVersion, release: Release, *, now: dt.datetime) -> Answered:
    """What was kept, else what the ML backend says now. Raises `Refused` (no_test_items, model_lost, …)."""
    kept = answered(version, release)
    if kept is not None:
        return kept
    asked = learnable(compile_config(release.manifest["label_config"]))
    rows, total = _test_rows(release, asked)
    if not rows:
        raise Refused(f"{release} has no test item that a model could read.", code="no_test_items")
    about = {"items": [row["item"] for row in rows], "groups": [row["group"] for row in rows]}
    record = about | (_labelled(version, release, asked, rows) if asked.says_one_label else _places(version, release, asked, rows))
    kept_as = {"digest": storage.keep(record), "items": len(rows), "left_out": total - len(rows), "made_at": now}
    TestAnswers.objects.update_or_create(model_version=version, release=release, defaults=kept_as)
    return read(record)


def _test_rows(release: Release, asked: Learnable) -> tuple[list[dict[str, Any]], int]:
    """(rows that a model can read and that are answered, how many test items there are)."""
    ids, total, rows = test_ids(release), 0, []
    for row in corpus.contents(release):
        if row["split"] != "test":
            continue
        total += 1
        answer = asked.answer(row["result"])
        if row["content"] in ids and asked.shows(row["data"]) and answer is not None:
            task, item = tasks_of(asked, [row["data"]])[0], ids[row["content"]]
            rows.append({"item": item, "task": task, "answer": answer, "group": row["group"] or row["content"]})
    return rows, total


def _labelled(version: ModelVersion, release: Release, asked: Learnable, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """With the probability of each label, where the ML backend tells them."""
    try:
        return _labels(version, rows)
    except Problem as problem:
        if not client.lacks(problem):
            raise
        return _places(version, release, asked, rows)


def _labels(version: ModelVersion, rows: list[dict[str, Any]]) -> dict[str, Any]:
    known: list[str] = []
    shares: list[list[float]] = []
    for start in range(0, len(rows), _CHUNK):
        known, table = probabilities(version, [row["task"] for row in rows[start : start + _CHUNK]])
        shares += table.round(5).tolist()
    classes = [*known, *sorted({row["answer"] for row in rows} - set(known))]
    place = {name: n for n, name in enumerate(classes)}
    truth = [place[row["answer"]] for row in rows]
    said = [max(range(len(row)), key=row.__getitem__) for row in shares]
    scores = [float(t == s) for t, s in zip(truth, said, strict=True)]
    return {"classes": classes, "truth": truth, "said": said, "known": known, "probabilities": shares, "scores": scores}


def _places(version: ModelVersion, release: Release, asked: Learnable, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Of answers that are more than one label, or that come without probabilities, only how right each is; an item of which nothing is said
    counts as found empty."""
    scores: list[float] = []
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        told = says(version, release.manifest["label_config"], [row["task"] for row in chunk])
        answers = [asked.answer(saying.result) if saying else () for saying in told]
        scores += [round(item_score(row["answer"], said or ()), 6) for row, said in zip(chunk, answers, strict=True)]
    return {"classes": [], "truth": [], "said": [], "known": [], "probabilities": [], "scores": scores}
