"""A challenger against the champion: by the project's rule, never silently, one click back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from importlib import import_module

import pytest
from django.db import IntegrityError, transaction

from annotate.learning import client, storage
from annotate.learning.models import Contest, ModelVersion, Shadow, Succession, TestAnswers
from annotate.learning.selectors import champion
from annotate.learning.selectors.answers import answered
from annotate.learning.selectors.contests import former_champion, last_words, looks, rule_of
from annotate.learning.services import answers, cast_shadow, challenge, promote, retire, revert, set_promotion_rule
from annotate.learning.services.ask import Saying
from annotate.learning.services.promote import contend
from domain.errors import Invalid, Problem, Refused
from domain.promotion import Rule
from tests.cast import NOW, chosen
from tests.learning.contestants import arena

LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def ring(db, monkeypatch):
    made = arena()
    monkeypatch.setattr(client, "_backend", made.answer)
    return made


def test_the_first_needs_no_contest_and_says_so(ring):
    first = contend(ring.version("v1", 0.5), now=NOW)
    assert first.state == ModelVersion.CHAMPION
    row = Succession.objects.get()
    assert (row.how, row.version, row.former, row.contest) == ("first", first, None, None)
    assert not Contest.objects.exists()
    assert ("/use", "v1") in ring.asked


def test_a_better_one_wins_a_contest_that_is_kept(ring):
    old, new = contend(ring.version("v1", 0.5), now=NOW), ring.version("v2", 0.95)
    assert contend(new, now=LATER).state == ModelVersion.CHAMPION
    contest = Contest.objects.get()
    assert (contest.verdict, contest.champion, contest.challenger, contest.look) == ("promoted", old, new, 1)
    assert contest.items == contest.tests["items"] == ring.release.contents.filter(split="test").count() > 50
    assert contest.tests["challenger"] > contest.tests["champion"] + 0.2
    assert [reason["code"] for reason in contest.reasons] == ["better"]
    assert contest.rule["measure"] == "macro_f1"
    row = Succession.objects.first()
    last = Succession.objects.order_by("-pk").first()
    assert (row.how, last.how, last.contest, last.former) == ("first", "contest", contest, old)
    old.refresh_from_db()
    assert old.state == ModelVersion.RETIRED
    assert champion(ring.project) == new


def test_one_of_equal_skill_stays_a_candidate_and_spends_a_look(ring):
    old = contend(ring.version("v1", 0.7), now=NOW)
    for n in range(2, 5):
        new = contend(ring.version(f"v{n}", 0.7, seed=5), now=LATER)
        assert new.state == ModelVersion.CANDIDATE
    assert champion(ring.project) == old
    assert looks(old) == 3
    levels = [contest.tests["level"] for contest in Contest.objects.order_by("pk")]
    assert levels == sorted(levels, reverse=True)
    assert {contest.verdict for contest in Contest.objects.all()} == {"kept"}
    assert last_words([new])[new.pk] == Contest.objects.order_by("-pk").first()


def test_judged_once_however_often_a_training_is_run_again(ring):
    contend(ring.version("v1", 0.7), now=NOW)
    new = contend(ring.version("v2", 0.7), now=NOW)
    contend(new, now=LATER)
    assert Contest.objects.count() == 1
    with pytest.raises(Refused) as refused:
        challenge(new, now=LATER)
    assert refused.value.code == "met_before"


def test_a_contest_that_was_won_when_the_worker_died_counts_the_next_time(ring, monkeypatch):
    contend(ring.version("v1", 0.4), now=NOW)
    new = ring.version("v2", 0.95)

    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(import_module(contend.__module__), "succeed", killed)
        with pytest.raises(KeyboardInterrupt):
            contend(new, now=NOW)
    assert (Contest.objects.get().verdict, champion(ring.project).name) == ("promoted", "v1")
    assert contend(new, now=LATER).state == ModelVersion.CHAMPION
    assert Succession.objects.order_by("-pk").first().contest == Contest.objects.get()
    revert(ring.project, reason="Rude.", by=ring.cast.alice, now=LATER)
    new.refresh_from_db()
    with pytest.raises(Refused):  # it has counted once, and does not count again
        challenge(new, now=LATER)


def test_both_are_asked_once_and_their_answers_kept(ring):
    contend(ring.version("v1", 0.7), now=NOW)
    contend(ring.version("v2", 0.7), now=NOW)
    asked = [name for path, name in ring.asked if path == "/probabilities"]
    assert (asked.count("v1"), asked.count("v2")) == (1, 1)
    contend(ring.version("v3", 0.7), now=NOW)
    assert [name for path, name in ring.asked if path == "/probabilities"].count("v1") == 1
    kept = answered(ModelVersion.objects.get(name="v1"), ring.release)
    contest = Contest.objects.first()
    assert (kept.truth == kept.said).mean() == pytest.approx(kept.scores.mean())
    assert len(kept) == contest.items
    assert {item.split for item in ring.project.items.filter(pk__in=kept.items)} == {"test"}


def test_a_file_that_was_damaged_is_asked_for_again(ring, settings):
    version = contend(ring.version("v1", 0.7), now=NOW)
    contend(ring.version("v2", 0.7), now=NOW)
    row = TestAnswers.objects.get(model_version=version)
    path = storage._path(row.digest)
    path.write_bytes(path.read_bytes()[:-20])
    assert answered(version, ring.release) is None
    contend(ring.version("v3", 0.7), now=NOW)
    assert answered(version, ring.release) is not None


def test_one_whose_files_are_lost_gives_way_and_that_is_said(ring):
    old = contend(ring.version("v1", 0.9), now=NOW)
    del ring.says["v1"]
    new = contend(ring.version("v2", 0.5), now=LATER)
    assert (new.state, champion(ring.project)) == (ModelVersion.CHAMPION, new)
    contest = Contest.objects.get()
    assert (contest.verdict, contest.look, contest.reasons[0]["code"]) == ("not_held", 0, "champion_lost")
    assert "v1" in contest.reasons[0]["facts"]["told"]
    last = Succession.objects.order_by("-pk").first()
    assert (last.how, last.contest, last.former) == ("lost", contest, old)


def test_a_backend_that_is_down_decides_nothing(ring, monkeypatch):
    old, new = contend(ring.version("v1", 0.5), now=NOW), ring.version("v2", 0.9)

    def down(*_):
        raise Problem("The ML backend cannot be reached.", code="ml_backend", fields={"code": "down", "status": 0})

    monkeypatch.setattr(client, "_backend", down)
    with pytest.raises(Problem, match="cannot be reached"):
        contend(new, now=LATER)
    assert champion(ring.project) == old
    assert not Contest.objects.exists()
    monkeypatch.setattr(client, "_backend", ring.answer)
    assert contend(new, now=LATER).state == ModelVersion.CHAMPION


def test_without_a_test_split_nothing_can_be_compared(db, monkeypatch):
    made = arena(30, 0.0)
    monkeypatch.setattr(client, "_backend", made.answer)
    contend(made.version("v1", 0.5), now=NOW)
    new = contend(made.version("v2", 1.0), now=NOW)
    assert new.state == ModelVersion.CANDIDATE
    assert (Contest.objects.get().verdict, Contest.objects.get().reasons[0]["code"]) == ("not_held", "no_test_items")


def test_answers_of_several_labels_are_compared_by_how_right_each_is(ring, monkeypatch):
    one = answers.learnable
    monkeypatch.setattr(answers, "learnable", lambda schema: replace(one(schema), kind="choices"))

    def says(version, _config, tasks):
        return [Saying(chosen(ring.says[version.name][task["data"]["text"]]), 0.9, None) for task in tasks]

    monkeypatch.setattr(answers, "says", says)
    contend(ring.version("v1", 0.4), now=NOW)
    new = contend(ring.version("v2", 0.95), now=NOW)
    contest = Contest.objects.get()
    assert (new.state, contest.tests["measure"], contest.rule["measure"]) == (ModelVersion.CHAMPION, "score", "score")
    kept = TestAnswers.objects.get(model_version=new)
    assert kept.report["figures"]["score"]["value"] == contest.tests["challenger"]
    assert kept.report["people"] is None


def test_the_rule_is_the_projects_own(ring):
    assert rule_of(ring.project) == Rule()
    set_promotion_rule(ring.project, by=ring.cast.alice, now=NOW, measure="accuracy", min_gain=0.6, floors={"neutral": 0.3})
    assert rule_of(ring.project) == Rule("accuracy", min_gain=0.6, floors={"neutral": 0.3})
    contend(ring.version("v1", 0.5), now=NOW)
    assert contend(ring.version("v2", 0.95), now=NOW).state == ModelVersion.CANDIDATE
    contest = Contest.objects.get()
    assert (contest.reasons[0]["code"], contest.rule["min_gain"]) == ("too_little", 0.6)
    set_promotion_rule(ring.project, by=ring.cast.alice, now=LATER, min_gain=0.1)
    contest.refresh_from_db()
    assert contest.rule["min_gain"] == 0.6
    for wrong in ({"alpha": 2.0}, {"beauty": 1}, {"measure": "score"}):
        with pytest.raises(Invalid):
            set_promotion_rule(ring.project, by=ring.cast.alice, now=LATER, **wrong)


def test_a_slice_that_gets_worse_holds_it_back(ring):
    items = {item.data["text"]: item for item in ring.project.items.all()}
    for n, item in enumerate(items.values()):
        item.meta = {"era": "old" if n % 5 else "new"}
        item.save(update_fields=["meta"])
    set_promotion_rule(ring.project, by=ring.cast.alice, now=NOW, slice_field="era", slice_worse=0.1)
    old, new = ring.version("v1", 0.6), ring.version("v2", 1.0)
    recent = [text for text, item in items.items() if item.meta["era"] == "new"]
    for text in recent:
        ring.says["v1"][text] = ring.truth[text]
        ring.says["v2"][text] = "neutral" if ring.truth[text] != "neutral" else "positive"
    contend(old, now=NOW)
    assert contend(new, now=NOW).state == ModelVersion.CANDIDATE
    worse = [reason for reason in Contest.objects.get().reasons if reason["code"] == "slice_worse"]
    assert [reason["facts"]["value"] for reason in worse] == ["new"]


def test_by_hand_takes_a_reason_and_one_click_goes_back(ring):
    old, new = contend(ring.version("v1", 0.7), now=NOW), ring.version("v2", 0.2)
    with pytest.raises(Invalid):
        promote(new, reason="  ", by=ring.cast.alice, now=NOW)
    promote(new, reason="It knows the new product names.", by=ring.cast.alice, now=NOW)
    assert champion(ring.project) == new
    assert former_champion(ring.project) == old
    with pytest.raises(Invalid):
        revert(ring.project, reason="", by=ring.cast.alice, now=LATER)
    assert revert(ring.project, reason="It was worse.", by=ring.cast.alice, now=LATER) == old
    assert [row.how for row in Succession.objects.order_by("pk")] == ["first", "by_hand", "revert"]
    assert last_words([old])[old.pk].reason == "It was worse."
    assert ModelVersion.objects.get(pk=new.pk).state == ModelVersion.RETIRED


def test_there_is_no_way_back_from_the_first(ring):
    with pytest.raises(Refused, match="no champion before"):
        revert(ring.project, reason="Why not.", by=ring.cast.alice, now=NOW)
    contend(ring.version("v1", 0.7), now=NOW)
    with pytest.raises(Refused) as refused:
        revert(ring.project, reason="Why not.", by=ring.cast.alice, now=NOW)
    assert refused.value.code == "no_former"


def test_a_retired_champion_leaves_nobody_and_can_come_back(ring):
    old = contend(ring.version("v1", 0.7), now=NOW)
    retire(old, reason="It offends people.", by=ring.cast.alice, now=NOW)
    assert champion(ring.project) is None
    with pytest.raises(Refused):
        retire(old, reason="Again.", by=ring.cast.alice, now=NOW)
    assert revert(ring.project, reason="It was the data.", by=ring.cast.alice, now=LATER) == old
    with pytest.raises(Refused) as refused:
        challenge(old, now=LATER)
    assert refused.value.code == "already_champion"


def test_one_shadow_at_a_time_and_only_of_candidates(ring):
    old = contend(ring.version("v1", 0.7), now=NOW)
    two, three = ring.version("v2", 0.7), ring.version("v3", 0.7)
    cast_shadow(two, by=ring.cast.alice, now=NOW)
    cast_shadow(three, by=ring.cast.alice, now=NOW)
    assert Shadow.objects.get().model_version == three
    with pytest.raises(Refused):
        cast_shadow(old, by=ring.cast.alice, now=NOW)
    promote(three, reason="Good.", by=ring.cast.alice, now=NOW)
    assert not Shadow.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"look": 1, "verdict": "not_held"}, {"look": 0, "verdict": "kept"}, {"itself": True, "look": 9}, {"look": 1, "verdict": "kept"}],
)
def test_the_database_holds_what_a_contest_is(ring, wrong):
    contend(ring.version("v1", 0.7), now=NOW)
    contend(ring.version("v2", 0.7), now=NOW)
    contest = Contest.objects.get()
    contest.pk = None
    itself = wrong.pop("itself", False)
    for name, value in wrong.items():
        setattr(contest, name, value)
    contest.challenger = contest.champion if itself else contest.challenger
    with pytest.raises(IntegrityError), transaction.atomic():
        contest.save(force_insert=True)


def test_the_database_wants_a_reason_for_what_is_done_by_hand(ring):
    version = ring.version("v1", 0.7)
    with pytest.raises(IntegrityError), transaction.atomic():
        Succession.objects.create(project=ring.project, version=version, how="by_hand", by=ring.cast.alice, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Succession.objects.create(project=ring.project, version=version, how="contest", at=NOW)
