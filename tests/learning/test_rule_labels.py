"""What rules say of items that nobody has labelled teaches a model: which items, with what weight, and the same again later."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from annotate.corpus.models import ReleaseItem
from annotate.corpus.services import freeze
from annotate.items.models import Item
from annotate.learning import weak_votes
from annotate.learning.models import Run, WeakRun
from annotate.learning.services import apply_rules, rule_labels, start, train, write_rule
from annotate.learning.services.train import request_of
from annotate.learning.storage import _path
from domain.errors import Invalid, Refused
from tests.cast import NOW, bring, label
from tests.learning.conftest import WORDS, labelled


@pytest.fixture
def ruled(db, heard):
    """(cast, release): 40 texts decided, 60 that nobody has looked at, a rule for each of two labels, applied."""
    cast = labelled(40)
    release = freeze(cast.project, by=cast.alice, now=NOW)
    for value in ("positive", "negative"):
        asked = {"words": [word for word in WORDS[value] if word.isascii()], "particles": False}
        write_rule(cast.project, name=value, kind="keywords", settings=asked, label=value, by=cast.alice, now=NOW)
    applied(cast, heard)
    return cast, release


def applied(cast, heard):
    return apply_rules(cast.project, by=cast.alice, now=NOW, report=heard)


def begun(cast, release, **weak) -> Run:
    return start(cast.project, release=release, by=cast.alice, now=NOW, settings={"weak": weak})


def by_rules(request) -> list[dict]:
    return [row for row in request["examples"] if row.get("by_rules")]


def test_items_nobody_has_labelled_teach_with_their_probabilities(ruled):
    cast, release = ruled
    run = begun(cast, release, weight=0.5, least=0.6)
    request = request_of(run)
    rows = by_rules(request)
    free = Item.objects.filter(batch__project=cast.project, split="train").exclude(pk__in=ReleaseItem.objects.values("item"))
    texts = {item.data["text"] for item in free}
    assert rows
    assert {row["data"]["text"] for row in rows} <= texts
    assert {(row["split"], row["weight"]) for row in rows} == {("train", 0.5)}
    for row in rows:
        said = row["result"][0]["value"]["choices"][0]
        assert max(row["soft"], key=row["soft"].get) == said
        assert 0.6 <= row["soft"][said] <= sum(row["soft"].values()) <= 1.01
        assert any(word in row["data"]["text"] for word in WORDS[said])
    assert "weak" not in request["params"]
    told = Run.objects.get(pk=run.pk).settings["weak"]
    assert (told["items"], told["people"], told["left_out"]) == (len(rows), release.contents.exclude(split="test").count(), 0)


def test_a_persons_vote_takes_an_item_and_all_like_it_away(ruled, heard):
    cast, release = ruled
    seat = label(cast, cast.bob, "neutral")
    voted = seat.task.item
    twin = (
        Item.objects.filter(batch__project=cast.project, split="train").exclude(pk=voted.pk).exclude(pk__in=release.contents.values("item"))
    )
    Item.objects.filter(pk=twin.first().pk).update(group_key=voted.group_key)
    run = begun(cast, release, least=0.5)
    texts = {row["data"]["text"] for row in by_rules(request_of(run))}
    assert voted.data["text"] not in texts
    assert twin.first().data["text"] not in texts


def test_nothing_of_dev_or_test_teaches(ruled):
    cast, release = ruled
    Item.objects.filter(batch__project=cast.project).exclude(pk__in=release.contents.values("item")).update(split="dev")
    assert by_rules(request_of(begun(cast, release))) == []


def test_the_training_is_repeated_whatever_became_of_the_rules(ruled, heard):
    cast, release = ruled
    run = begun(cast, release, least=0.6)
    version = train(run, report=heard, now=lambda: NOW)
    run.refresh_from_db()
    before = by_rules(request_of(run))
    weak_votes.keep_only(cast.project.pk, "nothing")
    bring(cast, ["One more lovely film, said nobody"], name="later")
    assert by_rules(request_of(run)) == before
    out = io.StringIO()
    call_command("reproduce", str(run.pk), stdout=out, stderr=io.StringIO())
    assert "The same model came out" in out.getvalue()
    assert version.metrics["on"] == "test"
    _path(run.settings["weak"]["digest"], "rule-labels").unlink()
    with pytest.raises(Refused, match="missing from the data folder"):
        request_of(run)


def test_rules_that_were_applied_anew_before_it_began_are_said(ruled, heard):
    cast, release = ruled
    run = begun(cast, release)
    applied(cast, heard)
    with pytest.raises(Refused, match="applied anew"):
        train(run, report=heard, now=lambda: NOW)
    assert Run.objects.get(pk=run.pk).state == Run.FAILED


def test_more_than_enough_are_drawn_the_same_way_every_time(ruled, monkeypatch):
    cast, release = ruled
    monkeypatch.setattr(rule_labels, "MOST", 5)
    first, second = (begun(cast, release, least=0.6) for _ in range(2))
    assert by_rules(request_of(first)) == by_rules(request_of(second))
    assert first.settings["weak"]["digest"] == second.settings["weak"]["digest"]
    assert first.settings["weak"]["items"] == 5
    assert first.settings["weak"]["left_out"] > 0


def test_settings_that_are_wrong_are_said(ruled):
    for wrong in ({"weight": 0}, {"weight": 2}, {"least": 0.1}, {"least": "much"}, {"weight": True}, {"colour": 1}):
        with pytest.raises(Invalid, match="weak"):
            begun(*ruled, **wrong)
    assert not Run.objects.exists()


def test_without_rules_there_is_nothing_to_use(ruled):
    WeakRun.objects.all().delete()
    with pytest.raises(Refused, match="Apply the rules first"):
        begun(*ruled)
