"""look_for_doubts: labels of a release that are likely wrong, by models that did not learn from them."""

from __future__ import annotations

import pytest

from annotate.corpus.services import freeze
from annotate.items.models import Item
from annotate.learning.selectors.suspects import still_doubted
from annotate.learning.services import look_for_doubts
from annotate.queue.models import Task
from annotate.review.services import adjudicate, settle
from domain.errors import Refused
from tests.cast import NOW, label_all, play
from tests.learning.conftest import labelled, reviews

WRONG = {"positive": "negative", "negative": "neutral", "neutral": "positive"}


@pytest.fixture
def slipped(db):
    """(cast, {item: (the label that was given, the right one)}) of 200 texts, every twentieth labelled wrongly."""
    texts, truth = reviews(200)
    cast = play(texts=texts, seats=1, train_share=0.8, dev_share=0.1)
    label_all(cast, {cast.bob: [WRONG[label] if n % 20 == 7 else label for n, label in enumerate(truth)]})
    settle(cast.project, now=NOW)
    freeze(cast.project, by=cast.alice, now=NOW)
    of = dict(zip(texts, truth, strict=True))
    wrong = {texts[n] for n in range(7, 200, 20)}
    items = {item.pk: item for item in cast.project.items.all() if item.data["text"] in wrong}
    return cast, {pk: (WRONG[of[item.data["text"]]], of[item.data["text"]]) for pk, item in items.items() if item.split != Item.TEST}


def test_labels_that_were_given_wrongly_are_found_among_what_models_learn_from(slipped, heard):
    cast, wrong = slipped
    told = look_for_doubts(cast.project, report=heard)
    assert (told["release"], told["looked_at"]) == (1, cast.project.items.exclude(split=Item.TEST).count())
    found = {row["item"]: (row["decided"], row["likely"]) for row in told["found"]}
    assert len(set(found) & set(wrong)) >= 0.8 * len(wrong)
    assert len(found) <= 2 * len(wrong)
    assert all(found[item] == wrong[item] for item in set(found) & set(wrong))
    assert [row["margin"] for row in told["found"]] == sorted(row["margin"] for row in told["found"])
    assert not Item.objects.filter(pk__in=found, split=Item.TEST).exists()
    assert 0.4 * len(wrong) < told["errors"] < 2.5 * len(wrong)


def test_the_models_are_forgotten_and_none_is_the_projects(slipped, heard, service):
    cast, _ = slipped
    look_for_doubts(cast.project, report=heard)
    assert [name for project in service.store.projects() for name in service.store.names(project)] == []


def test_what_was_looked_at_again_is_doubted_no_more(slipped, heard):
    cast, wrong = slipped
    found = look_for_doubts(cast.project, report=heard)["found"]
    first, second, *_ = [row for row in found if row["item"] in wrong]
    assert {one.item for one in still_doubted(cast.project, found)} == {row["item"] for row in found}
    for row, label in ((first, first["likely"]), (second, second["decided"])):
        task = Task.objects.get(item=row["item"])
        adjudicate(task, label=label, by=cast.alice, now=NOW, expected=task.decisions.get().pk)
    left = {one.item for one in still_doubted(cast.project, found)}
    assert left == {row["item"] for row in found} - {first["item"], second["item"]}


@pytest.mark.parametrize(("texts", "code"), [(0, "no_release"), (20, "too_few_labels")])
def test_too_little_is_said(db, heard, texts, code):
    cast = labelled(texts) if texts else play(texts=["one"])
    if texts:
        freeze(cast.project, by=cast.alice, now=NOW)
    with pytest.raises(Refused) as refused:
        look_for_doubts(cast.project, report=heard)
    assert refused.value.code == code
