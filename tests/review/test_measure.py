"""Agreement over the annotations in force."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest

from annotate.annotations import services as annotations
from annotate.annotations.models import Annotation
from annotate.projects import services as projects
from annotate.projects.models import Profile
from annotate.queue import services as queue
from annotate.queue.models import Round
from annotate.review import selectors, storage
from annotate.review.models import Agreement
from annotate.review.selectors import columns
from annotate.review.services import again, desk, measure, measure_all, measure_between, measure_slices
from domain.errors import Invalid
from tests import cast as people
from tests.cast import NOW, chosen, claim, label_all

RANKED = people.SENTIMENT.replace('value="positive"', 'value="2"').replace('value="neutral"', 'value="1"').replace(
    'value="negative"', 'value="10"'
)


def test_with_no_annotation_each_figure_says_why(stage):
    made = measure(stage.project, now=NOW)
    assert made.figures["krippendorff_alpha"]["value"] is None
    assert made.figures["raw"]["reason"] == "There are no ratings yet."
    assert made.figures["cohen_kappa"] == []
    json.dumps(made.figures, allow_nan=False)


def test_a_single_annotator_is_named_in_the_reason(stage):
    label_all(stage, {stage.bob: ["positive", "negative"]})
    made = measure(stage.project, now=NOW)
    assert f"({stage.bob.pk})" in made.figures["fleiss_kappa"]["reason"]
    assert "Only one annotator (Bob)" in selectors.named(made)["fleiss_kappa"]["reason"]


def test_two_people(stage):
    alike = ["positive", "negative", "neutral"]
    label_all(stage, {stage.bob: [*alike, "positive"], stage.beth: [*alike, "negative"]})
    made = measure(stage.project, now=NOW)
    assert made.figures["raw"]["value"] == pytest.approx(0.75)
    assert made.figures["raw"]["items"] == 4
    assert made.figures["cohen_kappa"][0]["annotators"] == sorted([stage.bob.pk, stage.beth.pk])
    named = selectors.named(made)
    assert set(named["cohen_kappa"][0]["annotators"]) == {"Bob", "Beth"}
    assert {row["annotator"] for row in named["per_annotator"]} == {"Bob", "Beth"}
    assert [row["annotations"] for row in named["per_annotator"]] == [4, 4]


def test_people_of_the_same_name_are_told_apart_without_their_addresses(stage):
    stage.beth.name = "Bob"
    stage.beth.save()
    label_all(stage, {stage.bob: ["positive"], stage.beth: ["positive"]})
    names = {row["annotator"] for row in selectors.named(measure(stage.project, now=NOW))["per_annotator"]}
    assert len(names) == 2
    assert not any("@" in name for name in names)


def test_a_correction_counts_in_place_of_what_it_corrects(stage):
    label_all(stage, {stage.bob: ["positive"]})
    seat = claim(stage, stage.beth)
    first = people.submit(seat, "negative")
    annotations.submit(seat, id=uuid.uuid4(), result=chosen("positive"), corrects=first.pk, now=NOW)
    made = measure(stage.project, now=NOW)
    assert made.figures["raw"]["value"] == 1.0
    assert made.annotations == 3


def test_ranks_come_from_the_label_config_and_not_from_the_alphabet(db):
    cast = people.play(texts=people.TEXTS[:6], label_config=RANKED, level="ordinal")
    label_all(cast, {cast.bob: list("221") + ["10", "1", "2"], cast.beth: list("212") + ["10", "1", "2"]})
    made = measure(cast.project, now=NOW)
    assert made.figures["labels"] == ["2", "10", "1"]
    assert made.level == made.figures["level"] == "ordinal"
    assert made.figures["note"] is None


def test_labels_that_no_config_ranks_are_compared_as_names(db):
    config = people.SENTIMENT.replace('choice="single"', 'choice="multiple"')
    cast = people.play(texts=people.TEXTS[:3], label_config=config, level="interval")
    for user in (cast.bob, cast.beth):
        result = [{**chosen("positive")[0], "value": {"choices": ["positive", "neutral"]}}]
        annotations.submit(claim(cast, user), id=uuid.uuid4(), result=result, now=NOW)
    made = measure(cast.project, now=NOW)
    assert made.figures["level"] == "nominal"
    assert "count as names" in made.figures["note"]
    assert not selectors.is_stale(made)


def test_it_is_stale_as_soon_as_more_is_submitted(stage):
    label_all(stage, {stage.bob: ["positive"]})
    made = measure(stage.project, now=NOW)
    assert not selectors.is_stale(made)
    label_all(stage, {stage.beth: ["positive"]})
    assert selectors.is_stale(made)


def test_it_is_stale_when_the_scale_changes(stage):
    made = measure(stage.project, now=NOW)
    stage.project.level = "ordinal"
    stage.project.save()
    assert selectors.is_stale(selectors.agreement(stage.project))
    assert made.level == "nominal"


def test_the_newest_of_the_project_and_of_a_round(stage):
    label_all(stage, {stage.bob: ["positive"], stage.beth: ["negative"]})
    first = stage.round
    queue.open_round(stage.project, now=NOW)
    whole, of_round = measure(stage.project, now=NOW), measure(stage.project, round=first, now=NOW)
    of_second = measure(stage.project, round=stage.round, now=NOW)
    assert selectors.agreement(stage.project) == whole
    assert selectors.agreement(stage.project, first) == of_round
    assert of_round.figures["annotations"] == 2
    assert of_second.figures["annotations"] == 0


def test_the_seed_decides_the_interval(stage):
    alike = ["positive", "negative", "neutral"]
    label_all(stage, {stage.bob: [*alike, "positive"], stage.beth: [*alike, "neutral"]})
    one, same, other = (measure(stage.project, now=NOW, seed=seed).figures["raw"] for seed in (1, 1, 2))
    assert one == same
    assert one["low"] <= one["value"] <= one["high"]
    assert other["value"] == one["value"]


LATER = NOW + dt.timedelta(hours=1)
MUCH_LATER = NOW + dt.timedelta(days=3)


def two_rounds(stage):
    """Round 1 with little agreement under version 1, round 2 with much under version 2; both rounds."""
    mixed = ["positive", "negative", "neutral", "positive"]
    label_all(stage, {stage.bob: [*mixed, *mixed], stage.beth: [*reversed(mixed), *mixed]})
    first = stage.round
    publish(stage, people.SENTIMENT, now=LATER)
    people.bring(stage, [f"text {n}" for n in range(12)])
    second = queue.open_round(stage.project, now=LATER, order="as_imported", with_untouched=True)
    label_all(stage, {stage.bob: mixed * 3, stage.beth: [*mixed, *mixed, *mixed[:3], "neutral"]}, now=LATER)
    return first, second


def test_rounds_and_versions_are_measured_with_the_project_each_against_the_one_before(stage):
    first, second = two_rounds(stage)
    whole = measure_all(stage.project, now=MUCH_LATER)
    of_first, of_second = (selectors.agreement(stage.project, round) for round in (first, second))
    assert (whole.figures["items"], of_first.figures["items"], of_second.figures["items"]) == (20, 8, 12)
    assert of_first.figures["against"] is None
    rise = of_second.figures["against"]["figures"]["krippendorff_alpha"]
    assert rise["value"] == pytest.approx(
        of_second.figures["krippendorff_alpha"]["value"] - of_first.figures["krippendorff_alpha"]["value"]
    )
    assert rise["low"] < rise["value"] < rise["high"]
    versions = {v.number: selectors.agreement(stage.project, version=v) for v in stage.project.guideline.versions.all()}
    assert versions[1].figures["raw"] == of_first.figures["raw"]
    assert versions[2].figures["against"]["of"] == "version:1"


def test_what_has_not_changed_is_not_measured_again(stage):
    first, second = two_rounds(stage)
    measure_all(stage.project, now=LATER)
    rows = Agreement.objects.count()
    measure_all(stage.project, now=MUCH_LATER)
    assert Agreement.objects.count() == rows
    newest = selectors.agreement(stage.project)
    assert newest.measured_at == MUCH_LATER
    assert not selectors.is_stale(newest)
    stage.project.level = "ordinal"
    stage.project.save()
    assert measure_all(stage.project, now=MUCH_LATER).figures["level"] == "ordinal"


def test_a_correction_in_one_round_leaves_the_others_alone(stage):
    first, second = two_rounds(stage)
    measure_all(stage.project, now=LATER)
    before = {round: selectors.agreement(stage.project, round).pk for round in (first, second)}
    correct(stage.beth, second, "negative", now=MUCH_LATER)
    measure_all(stage.project, now=MUCH_LATER)
    assert selectors.agreement(stage.project, first).pk == before[first]
    assert selectors.agreement(stage.project, second).pk != before[second]


def test_an_old_value_comes_out_the_same_to_the_last_digit_whatever_happened_since(stage):
    two_rounds(stage)
    measure_all(stage.project, now=LATER)
    kept = list(Agreement.objects.filter(project=stage.project))
    correct(stage.bob, stage.round, "negative", now=MUCH_LATER)
    people.bring(stage, ["more", "and more"])
    label_all(stage, {stage.bob: ["neutral", "neutral"], stage.beth: ["neutral", "positive"]}, now=MUCH_LATER)
    publish(stage, people.SENTIMENT.replace("neutral", "none"), now=MUCH_LATER)
    stage.project.level = "ordinal"
    stage.project.save()
    measure_all(stage.project, now=MUCH_LATER)
    assert len(kept) == 5  # the project, two rounds, two versions
    for one in kept:
        figures, digest = again(one)
        assert digest == one.input_digest
        assert json.loads(json.dumps(figures)) == one.figures


def test_a_group_is_measured_again_with_the_people_it_had(stage):
    label_all(stage, {user: ["positive", "negative", "neutral"] for user in (stage.bob, stage.beth)})
    speaks(stage, "ko", stage.bob, stage.beth)
    made = measure_slices(stage.project, "group", now=LATER)[0]
    assert made.slice == {"by": "group", "value": "native:ko"}
    Profile.objects.all().delete()
    assert again(made) == (made.figures, made.input_digest)


def test_another_way_of_counting_is_not_taken_for_the_same(stage):
    made = measure(stage.project, now=NOW)
    made.figures["method"] = 1
    with pytest.raises(Invalid, match="older way of counting"):
        again(made)


def test_the_digest_tells_votes_apart_and_nothing_else(stage):
    label_all(stage, {stage.bob: ["positive", "negative"], stage.beth: ["positive", "negative"]})
    one, same = measure(stage.project, now=NOW), measure(stage.project, now=MUCH_LATER, seed=3)
    assert one.input_digest == same.input_digest
    correct(stage.bob, stage.round, "neutral", now=LATER)
    assert measure(stage.project, now=MUCH_LATER).input_digest != one.input_digest


def test_newer_annotations_alone_are_read_and_the_figures_are_those_from_scratch(stage, monkeypatch):
    monkeypatch.setattr(desk, "_KEPT_FROM", 1)
    read = []
    real = columns._read
    monkeypatch.setattr(columns, "_read", lambda project, since=None: read.append(since) or real(project, since))
    first, second = two_rounds(stage)
    measure(stage.project, now=LATER)
    correct(stage.bob, second, "negative", now=MUCH_LATER)
    correct(stage.beth, second, "negative", now=MUCH_LATER)
    kept = measure(stage.project, now=MUCH_LATER)
    assert read == [None, LATER - selectors.agreements.ON_ITS_WAY]
    storage.forget(stage.project.pk)
    scratch = measure(stage.project, now=MUCH_LATER)
    assert read[-1] is None
    assert kept.figures == scratch.figures
    assert kept.input_digest == scratch.input_digest


@pytest.mark.parametrize("harm", ["gone", "cut", "garbage", "empty", "another project's"])
def test_a_kept_file_that_is_no_good_counts_as_absent(stage, monkeypatch, harm):
    monkeypatch.setattr(desk, "_KEPT_FROM", 1)
    two_rounds(stage)
    right = measure(stage.project, now=MUCH_LATER)
    file = storage._path(stage.project.pk)
    whole = file.read_bytes()
    if harm == "gone":
        file.unlink()
    elif harm == "another project's":
        found = columns.ballots(stage.project)
        storage.keep(stage.project.pk, "another", found.select(found.task < 0))
    else:
        file.write_bytes({"cut": whole[: len(whole) // 2], "garbage": b"\0" * 999, "empty": b""}[harm])
    assert measure(stage.project, now=MUCH_LATER).figures == right.figures


def test_rows_that_are_gone_or_came_late_are_noticed(stage, monkeypatch):
    monkeypatch.setattr(desk, "_KEPT_FROM", 1)
    label_all(stage, {stage.bob: ["positive"] * 4}, now=MUCH_LATER)
    measure(stage.project, now=MUCH_LATER)
    label_all(stage, {stage.beth: ["positive"] * 4}, now=LATER)  # stamped long before what was read already
    assert measure(stage.project, now=MUCH_LATER).figures["raw"]["items"] == 4
    Annotation.objects.filter(annotator=stage.beth).delete()
    assert measure(stage.project, now=MUCH_LATER).figures["annotations"] == 4


def test_practice_and_hidden_gold_count_only_where_asked_for(stage):
    label_all(stage, {stage.bob: ["positive"] * 3, stage.beth: ["positive", "negative", "positive"]})
    stage.project.rounds.get().tasks.filter(pk=first_task(stage).pk).update(is_gold=True)
    assert measure(stage.project, now=NOW).figures["items"] == 2
    stage.project.rounds.update(kind=Round.TRAINING)
    round = stage.project.rounds.get()
    assert measure(stage.project, now=NOW).figures["items"] == 0
    assert measure(stage.project, round=round, now=NOW).figures["items"] == 3


def test_confusions_count_each_pair_of_answers_once(stage):
    label_all(stage, {stage.bob: ["positive", "negative", "neutral"], stage.beth: ["positive", "neutral", "negative"]})
    figures = measure(stage.project, now=NOW).figures
    assert figures["labels"] == ["negative", "neutral", "positive"]
    assert figures["confusions"]["together"] == [[0, 1, 2], [2, 2, 1]]
    (pair,) = figures["confusions"]["pairs"]
    assert (pair["items"], sorted(pair["cells"])) == (3, [[0, 1, 1], [1, 0, 1], [2, 2, 1]])


def test_disputes_are_kept_heaviest_first_with_their_votes(db):
    cast = people.play(texts=people.TEXTS[:4], seats=3)
    label_all(
        cast,
        {
            cast.bob: ["positive", "positive", "positive", "positive"],
            cast.beth: ["positive", "negative", "negative", "positive"],
            cast.dora: ["positive", "neutral", "positive", "positive"],
        },
    )
    found = measure(cast.project, now=NOW).figures["disputes"]
    assert [one["votes"] for one in found] == [{"negative": 1, "neutral": 1, "positive": 1}, {"positive": 2, "negative": 1}]
    assert sum(one["weight"] for one in found) == pytest.approx(1)


SPANS = """
<View><Labels name="ner" toName="text"><Label value="PER"/><Label value="LOC"/></Labels><Text name="text" value="$text"/></View>
"""


def test_a_project_of_spans_has_its_own_figures_and_disputes(db):
    cast = people.play(texts=["Kim lives here", "Lee went to Busan"], label_config=SPANS)
    for user, places in ((cast.bob, ((0, 3), (0, 3))), (cast.beth, ((0, 3), (4, 8)))):
        for start, end in places:
            value = {"start": start, "end": end, "labels": ["PER"]}
            result = [{"id": "a", "from_name": "ner", "to_name": "text", "type": "labels", "value": value}]
            annotations.submit(claim(cast, user), id=uuid.uuid4(), result=result, now=NOW)
    figures = measure(cast.project, now=NOW).figures
    (control,) = figures["controls"]
    assert (control["control"], control["kind"], control["items"]) == ("ner", "spans", 2)
    assert control["exact_f1"]["value"] == 0.5
    assert len(figures["disputes"]) == 1
    json.dumps(figures, allow_nan=False)


def test_two_sides_are_compared_on_request(stage):
    two_rounds(stage)
    one, other = (selectors.scope_of(stage.project, key) for key in ("round:1", "version:2"))
    made = measure_between(stage.project, one, other, now=MUCH_LATER)
    assert made.slice == {"by": "between", "value": "round:1 | version:2"}
    assert made.figures["against"]["figures"]["raw"]["value"] == pytest.approx(11 / 12 - 6 / 8)


def publish(stage, config, *, now):
    how = {"change_note": "clearer", "author": stage.alice, "now": now}
    projects.publish_guideline(stage.project, text="# Clearer", label_config=config, **how)


def first_task(stage):
    return stage.project.rounds.order_by("number").first().tasks.order_by("pk").first()


def correct(user, round, value, *, now):
    """This person takes back what they said of the round's first text, whose label was another."""
    task = round.tasks.order_by("pk").first()
    last = Annotation.objects.get(task=task, annotator=user, superseded_by__isnull=True)
    annotations.submit(last.assignment, id=uuid.uuid4(), result=chosen(value), corrects=last.pk, now=now)


def speaks(stage, language, *users):
    for user in users:
        member = stage.project.memberships.get(user=user)
        told = {"languages": [{"language": language, "level": "native"}], "updated_at": NOW}
        Profile.objects.create(membership=member, **told)
