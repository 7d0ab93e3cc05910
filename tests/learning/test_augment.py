"""From a rare class to generated texts, through people's judgement, into a release: and never round it."""

from __future__ import annotations

import uuid
from collections import Counter

import pytest

from annotate.annotations import services as annotations
from annotate.corpus import selectors as corpus
from annotate.corpus.services import export_release, freeze
from annotate.corpus.services.datasheet import markdown
from annotate.items.models import Generated, Item
from annotate.learning import client, selectors, services
from annotate.learning.models import Augmentation
from annotate.learning.services.augment import draw
from annotate.projects import services as projects
from annotate.queue import services as queue
from annotate.queue.models import Task
from annotate.review.services import adjudicate
from domain.errors import Invalid, Problem, Refused
from domain.learnable import learnable
from domain.schema import compile_config
from tests.cast import NOW, SENTIMENT, person
from tests.learning.conftest import labelled

WAYS = ["swap_letters", "swap_words"]


def order(cast, release, **more) -> Augmentation:
    asked = {"label": "positive", "augmenters": WAYS, "wanted": 6, **more}
    return services.order(release, by=cast.alice, now=NOW, **asked)


@pytest.fixture
def taught(db):
    """Smaller than what a model needs: (cast, release)."""
    cast = labelled(40)
    return cast, freeze(cast.project, by=cast.alice, now=NOW)


@pytest.fixture
def made(taught, heard):
    """(cast, release, the augmentation that was made)"""
    cast, release = taught
    return cast, release, services.augment(order(cast, release), report=heard, now=NOW)


def said(same="yes", natural="yes", apart="yes") -> list[dict]:
    answers = {"same_label": same, "natural": natural, "apart": apart}
    return [{"from_name": name, "to_name": "text", "type": "choices", "value": {"choices": [value]}} for name, value in answers.items()]


def judge(project, user, results: list[list[dict]]) -> None:
    """This person's answers, in the order in which the queue serves."""
    for result in results:
        seat = queue.claim_next(project, user, now=NOW).assignment
        assert seat is not None
        annotations.submit(seat, id=uuid.uuid4(), result=result, seconds=2, now=NOW)


def judged_all(cast, results: list[list[dict]]) -> None:
    """Bob, Beth and Dora each give `results`, in the same order of the same tasks."""
    project = selectors.judged(cast.project).validation.judged_in
    for user in (cast.bob, cast.beth, cast.dora):
        judge(project, user, results)


def test_what_is_offered():
    assert {"swap_words", "hangul_keys"} <= {row["name"] for row in services.recipes()}
    assert "flip" not in {row["name"] for row in services.recipes()}


def test_a_preview_writes_nothing(taught):
    cast, release = taught
    shown = services.preview(release, label="positive", augmenters=WAYS)
    assert len(shown["examples"]) == 10
    train = {row["data"]["text"] for row in corpus.contents(release) if row["split"] == "train" and row["label"] == "positive"}
    assert shown["parents"] == len(train)
    for one in shown["examples"]:
        assert one["parent"] in train
        assert one["text"] != one["parent"]
        assert 0 <= one["letters"] <= 1
    assert shown["diversity"]["pairs"] == 10
    assert shown == services.preview(release, label="positive", augmenters=WAYS)
    assert not Generated.objects.exists()
    assert selectors.judged(cast.project) is None


def test_of_training_texts_alone_in_their_group(made):
    cast, release, augmentation = made
    assert augmentation.outcome["made"] == 6
    assert augmentation.outcome["diversity"]["pairs"] == 6
    rows = list(Generated.objects.select_related("item", "parent"))
    labelled = {row["content"]: row for row in corpus.contents(release)}
    for row in rows:
        parent = labelled[row.parent.content_hash]
        assert (parent["split"], parent["label"], row.label) == ("train", "positive", "positive")
        assert row.item.group_key == row.parent.group_key
        assert row.item.data == {"text": row.data["text"], "original": parent["data"]["text"], "label": "positive"}
        assert row.recipe["augmenter"] in WAYS
    assert cast.project.items.count() == 100, "nothing new among what the project itself labels"
    assert not Task.objects.filter(project=cast.project, item__in=[row.item_id for row in rows]).exists()


def test_people_find_them_in_a_project_of_their_own(made):
    cast, _, _ = made
    validation = selectors.judged(cast.project).validation
    assert validation.judged_in.title == "Reviews: generated texts"
    assert set(validation.judged_in.memberships.values_list("user__name", "role")) == {
        ("Alice", "lead"),
        ("Bob", "annotator"),
        ("Beth", "annotator"),
        ("Dora", "adjudicator"),
    }
    assert "What does the writer feel?" in validation.judged_in.guideline.versions.get().text
    assert Task.objects.filter(project=validation.judged_in, seats=3, is_test=False).count() == 6


def test_a_second_order_goes_to_the_same_place_and_brings_newcomers(made, heard):
    cast, release, _ = made
    projects.invite(cast.project, email=person("Emma").email, role="annotator", now=NOW)
    services.augment(order(cast, release, seed=5), report=heard, now=NOW)
    judged = selectors.judged(cast.project)
    assert judged.validation.judged_in.memberships.filter(user__name="Emma").exists()
    assert judged.all == Generated.objects.count() > 6


def test_twice_is_once(made, heard):
    cast, _, augmentation = made
    again = services.augment(Augmentation.objects.get(pk=augmentation.pk), report=heard, now=NOW)
    assert again.outcome == augmentation.outcome
    assert Generated.objects.count() == 6


def test_one_that_broke_off_starts_again_and_doubles_nothing(taught, heard, monkeypatch):
    cast, release = taught
    augmentation = order(cast, release)
    with monkeypatch.context() as patch:
        patch.setattr(queue, "open_tasks", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            services.augment(augmentation, report=heard, now=NOW)
    assert not Generated.objects.exists()
    services.augment(augmentation, report=heard, now=NOW)
    assert Generated.objects.count() == 6


def test_consensus_decides(made):
    cast, _, _ = made
    results = [said(), said(), said(same="no"), said(natural="no"), said(apart="no"), said()]
    project = selectors.judged(cast.project).validation.judged_in
    judge(project, cast.bob, results)
    judge(project, cast.beth, [said(), said(same="no"), *results[2:]])
    assert services.take_verdicts(cast.project, now=NOW) == {"accepted": 0, "dropped": 0, "waiting": 6}, "a seat is open still"
    judge(project, cast.dora, results)
    assert selectors.judged(cast.project).finished == 6
    assert services.take_verdicts(cast.project, now=NOW) == {"accepted": 3, "dropped": 3, "waiting": 0}
    judged = selectors.judged(cast.project)
    assert judged.states == {"accepted": 3, "dropped": 3}
    assert judged.reasons == {"other_label": 1, "unnatural": 1, "too_close": 1}
    assert Counter(Generated.objects.values_list("agreed", flat=True)) == {3: 2, 2: 1, 0: 3}
    assert services.take_verdicts(cast.project, now=NOW) == {"accepted": 0, "dropped": 0, "waiting": 0}


def test_by_the_rule_of_all_one_objection_is_enough(made):
    cast, _, _ = made
    services.set_rule_of_validation(cast.project, "all")
    project = selectors.judged(cast.project).validation.judged_in
    judge(project, cast.bob, [said(same="no"), *[said()] * 5])
    for user in (cast.beth, cast.dora):
        judge(project, user, [said()] * 6)
    assert services.take_verdicts(cast.project, now=NOW) == {"accepted": 5, "dropped": 1, "waiting": 0}
    with pytest.raises(Invalid):
        services.set_rule_of_validation(cast.project, "loudest")


def test_what_people_accepted_is_learned_from_and_told_apart(made, heard, backend):
    cast, before, _ = made
    with pytest.raises(Refused) as refused:
        freeze(cast.project, by=cast.alice, now=NOW)
    assert refused.value.code == "nothing_new", "generated alone is nothing yet"
    judged_all(cast, [said()] * 4 + [said(same="no")] * 2)
    services.take_verdicts(cast.project, now=NOW)
    release = freeze(cast.project, by=cast.alice, now=NOW)
    rows = list(corpus.contents(release))
    generated = [row for row in rows if row["rule"] == "generated"]
    assert (len(generated), len(rows), release.items) == (4, before.items + 4, before.items + 4)
    labelled = {row["content"]: row for row in rows}
    for row in generated:
        parent = labelled[row["meta"]["generated"]["parent"]]
        assert (row["split"], row["group"], row["label"]) == ("train", parent["group"], parent["label"])
        assert (row["share"], row["votes"]) == (1.0, [])
        assert row["meta"]["generated"]["judges"] == 3
    sheet = release.manifest
    assert sheet["generated"]["items"] == 4
    assert sheet["generated"]["labels"] == {"positive": 4}
    assert sheet["splits"] == before.manifest["splits"]
    assert sheet["rules"] == before.manifest["rules"]
    assert sheet["annotation"] == before.manifest["annotation"]
    assert "4 further texts" in markdown(sheet)
    assert "generated" not in before.manifest
    exported = b"".join(export_release(release, "jsonl")[-1])
    assert exported
    balance = selectors.balance_of(release)
    assert balance.generated == {"positive": 4}
    assert [share.items for share in balance.shares] == [share.items for share in selectors.balance_of(before).shares]
    services.train(services.start(cast.project, release=release, by=cast.alice, now=NOW), report=heard, now=lambda: NOW)
    sent = next(payload for path, payload in backend if path == "/train")["examples"]
    assert Counter(row["split"] for row in sent)["train"] == Counter(row["split"] for row in rows)["train"]
    texts = {row["data"]["text"] for row in generated}
    assert {row["data"]["text"] for row in sent if row.get("generated")} == texts, "so that nothing is judged by them"


def test_where_the_parents_label_is_another_now_it_stays_out(made):
    cast, before, _ = made
    judged_all(cast, [said()] * 6)
    services.take_verdicts(cast.project, now=NOW)
    parents = set(Generated.objects.values_list("parent_id", flat=True))
    adjudicate(Task.objects.get(project=cast.project, item=min(parents)), label="negative", by=cast.dora, now=NOW)
    release = freeze(cast.project, by=cast.alice, now=NOW)
    orphans = Generated.objects.filter(parent=min(parents)).count()
    assert release.items == before.items + 6 - orphans
    told = {row["why"]: row["items"] for row in release.manifest["left_out"]}
    assert told["generated from an item that is not in it, or whose label is another now"] == orphans


def test_generated_texts_are_no_parents(made, heard):
    cast, _, _ = made
    judged_all(cast, [said()] * 6)
    services.take_verdicts(cast.project, now=NOW)
    release = freeze(cast.project, by=cast.alice, now=NOW)
    texts = {row["data"]["text"] for row in corpus.contents(release) if row["rule"] == "generated"}
    shown = services.preview(release, label="positive", augmenters=WAYS, seed=3)
    assert not texts & {one["parent"] for one in shown["examples"]}
    services.augment(order(cast, release, seed=9, wanted=30), report=heard, now=NOW)
    assert not Generated.objects.filter(parent__in=Generated.objects.values("item")).exists()


def test_a_wrong_order_is_refused(taught):
    for wrong, code in (
        ({"label": "nobody"}, "no_parents"),
        ({"augmenters": []}, "invalid"),
        ({"augmenters": ["nope"]}, "invalid"),
        ({"augmenters": ["flip"]}, "invalid"),
        ({"wanted": 0}, "invalid"),
        ({"wanted": 2001}, "invalid"),
        ({"wanted": True}, "invalid"),
    ):
        with pytest.raises(Problem) as refused:
            order(*taught, **wrong)
        assert refused.value.code == code, wrong
    assert not Augmentation.objects.exists()
    with pytest.raises(Refused) as none:
        services.take_verdicts(taught[0].project, now=NOW)
    assert none.value.code == "no_validation"


def test_where_nothing_can_be_made_it_says_so(taught, heard):
    """Particles of which these texts have none."""
    cast, release = taught
    augmentation = order(cast, release, augmenters=["hangul_particles"])
    with pytest.raises(Refused) as refused:
        services.augment(augmentation, report=heard, now=NOW)
    assert refused.value.code == "nothing_generated"
    assert set(refused.value.fields["hangul_particles"]) <= {"not_this_language", "nothing_to_change"}
    assert selectors.judged(cast.project) is None


STRANGE = {"id": 1, "text": "a", "augmenter": "x", "version": 1, "seed": 0, "place": 0}


@pytest.mark.parametrize("answer", [{"made": [{"id": 0}]}, {"made": 3}, {"made": [STRANGE]}, {}])
def test_an_answer_that_is_none_is_said(monkeypatch, answer):
    monkeypatch.setattr(client, "_backend", lambda method, path, payload=None: (200, answer))
    asked = [{"data": {"text": "a"}}]
    with pytest.raises(Problem) as broken:
        draw(asked, learnable(compile_config(SENTIMENT)), WAYS, 1, 0)
    assert broken.value.code == "ml_backend"


def test_the_items_of_dev_and_test_never_leave(taught, backend, heard):
    """What is sent to be augmented is training text, whatever is ordered."""
    cast, release = taught
    services.augment(order(cast, release, wanted=200), report=heard, now=NOW)
    held = {row["data"]["text"] for row in corpus.contents(release) if row["split"] != "train"}
    sent = {row["text"] for path, payload in backend if path == "/augment" for row in payload["texts"]}
    assert sent
    assert not sent & held
    assert not Item.objects.filter(generated__isnull=False).exclude(split="train").exists()
