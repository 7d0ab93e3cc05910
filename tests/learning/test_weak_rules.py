"""Rules: written, edited, retired; applied to the corpus; what they say becomes suggestions."""

from __future__ import annotations

from collections import Counter

import pytest

from annotate.items.models import Item
from annotate.learning import weak_votes
from annotate.learning.models import WeakRule, WeakRun
from annotate.learning.selectors import rules as selectors
from annotate.learning.services import apply_rules, edit_rule, prelabel, retire_rule, set_policy, write_rule
from annotate.queue import services as queue
from annotate.queue.models import Task
from annotate.review.services import settle
from domain.errors import Invalid, Refused
from domain.formats import Row
from tests.cast import NOW, SENTIMENT, claim, label_all, play

TEXTS = ["great film", "great but boring", "boring book", "boring, awful", "just a box", "awful"]


def corpus(texts=TEXTS, meta=None, **settings):
    """Nothing of it in the test split, whatever the hash says."""
    cast = play(**{"seats": 1, "train_share": 1.0, "dev_share": 0.0, "random_share": 0.0, **settings})
    batch = queue.start_import(cast.project, name="rows", by=cast.alice, now=NOW)
    rows = (Row(number=n, data={"text": text}, meta=(meta or {}).get(n - 1)) for n, text in enumerate(texts, 1))
    queue.take_in(batch, rows, now=NOW)
    return cast


def word(cast, label, *words):
    asked = {"words": list(words), "particles": False}
    return write_rule(cast.project, name=f"says {words[0]}", kind="keywords", settings=asked, label=label, by=cast.alice, now=NOW)


@pytest.fixture
def ruled(db):
    """Three rules on six texts: two speak of the second and differ, none of the fifth."""
    cast = corpus()
    word(cast, "positive", "great")
    word(cast, "negative", "boring")
    word(cast, "negative", "awful")
    return cast


def applied(cast, heard) -> WeakRun:
    return apply_rules(cast.project, by=cast.alice, now=NOW, report=heard)


def test_an_edit_is_a_new_row_and_so_is_the_end(ruled):
    rule = selectors.rules_in_force(ruled.project)[0]
    edited = edit_rule(rule, name="likes it", kind="pattern", settings={"pattern": "great|fine"}, label="positive", by=ruled.alice, now=NOW)
    assert (edited.number, edited.version, edited.supersedes) == (1, 2, rule)
    assert [one.name for one in selectors.rules_in_force(ruled.project)][0] == "likes it"
    with pytest.raises(Refused, match="meanwhile"):
        edit_rule(rule, name="late", kind="pattern", settings={"pattern": "x"}, label="positive", by=ruled.alice, now=NOW)
    retire_rule(edited, by=ruled.alice, now=NOW)
    assert [one.number for one in selectors.rules_in_force(ruled.project)] == [2, 3]
    assert [(one.version, one.is_retired) for one in selectors.versions_of(ruled.project, 1)] == [(3, True), (2, False), (1, False)]
    with pytest.raises(Refused, match="retired already"):
        retire_rule(selectors.versions_of(ruled.project, 1)[0], by=ruled.alice, now=NOW)
    assert word(ruled, "neutral", "box").number == 4


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"settings": {"pattern": "(a+)+"}}, "pattern"),
        ({"settings": {"pattern": "great("}}, "pattern"),
        ({"label": "so-so"}, "label"),
        ({"kind": "magic"}, "kind"),
        ({"name": "  "}, "name"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(ruled, more, field):
    whole = {"name": "x", "kind": "pattern", "settings": {"pattern": "x"}, "label": "positive"} | more
    with pytest.raises(Invalid) as problem:
        write_rule(ruled.project, **whole, by=ruled.alice, now=NOW)
    assert list(problem.value.fields) == [field]
    assert WeakRule.objects.count() == 3


def test_a_project_that_wants_more_than_one_label_has_no_rules(db):
    cast = corpus(label_config=SENTIMENT.replace('"single"', '"multiple"'))
    with pytest.raises(Refused) as problem:
        word(cast, "positive", "great")
    assert problem.value.code == "no_single_choice"


def test_applied(ruled, heard):
    run = applied(ruled, heard)
    assert (run.items, run.labelled, run.conflicts) == (6, 5, 1)
    great, boring, awful = run.figures["rules"]
    assert [(one["covered"], one["overlap"], one["conflict"]) for one in (great, boring, awful)] == [(2, 1, 1), (3, 2, 1), (2, 1, 0)]
    assert boring["by_label"] == {"negative": 3}
    assert run.figures["together"]["by_label"] == {"positive": 2, "negative": 3}
    assert great["right"]["value"] is None
    assert great["right"]["reason"]
    assert [share for share, _ in heard.told] == sorted(share for share, _ in heard.told)
    again = applied(ruled, heard)
    assert again.figures == run.figures
    assert weak_votes.read(ruled.project.pk, run.kept) is None
    assert len(weak_votes.read(ruled.project.pk, again.kept).items) == 6


def test_without_rules_or_a_question_there_is_nothing_to_apply(db, heard):
    with pytest.raises(Refused) as problem:
        applied(corpus(), heard)
    assert problem.value.code == "no_rules"


def test_right_and_wrong_against_what_is_decided(ruled, heard):
    label_all(ruled, {ruled.bob: ["positive", "negative", "negative", "negative", "neutral", "positive"]})
    settle(ruled.project, now=NOW)
    run = applied(ruled, heard)
    assert [(one["right"]["value"], one["right"]["items"]) for one in run.figures["rules"]] == [(0.5, 2), (1.0, 3), (0.5, 2)]
    low, high = (run.figures["rules"][1]["right"][end] for end in ("low", "high"))
    assert 0.4 < low < 0.5
    assert high == 1.0
    assert run.figures["together"]["right"]["items"] == 5
    assert run.figures["decided"] == 6


def test_nothing_of_the_test_split_is_looked_at_or_learned_from(ruled, heard):
    label_all(ruled, {ruled.bob: ["negative"] * 6})
    settle(ruled.project, now=NOW)
    Item.objects.filter(data__text="great film").update(split="test")
    run = applied(ruled, heard)
    assert run.items == 5
    assert run.figures["rules"][0]["right"]["items"] == 1
    votes = weak_votes.read(ruled.project.pk, run.kept)
    assert Item.objects.get(data__text="great film").pk not in votes.items
    tried = selectors.try_rule(ruled.project, kind="pattern", settings={"pattern": "great"}, label="positive")
    assert (tried.items, tried.covered) == (5, 1)


def test_by_metadata(db, heard):
    cast = corpus(meta={0: {"stars": 5}, 1: {"stars": "5.0"}, 2: {"stars": 1}})
    mapping = {"field": "stars", "mapping": {"1": "negative", "5": "positive"}}
    write_rule(cast.project, name="stars", kind="metadata", settings=mapping, by=cast.alice, now=NOW)
    assert applied(cast, heard).figures["rules"][0]["by_label"] == {"positive": 2, "negative": 1}


def test_where_rules_differ(ruled, heard):
    run = applied(ruled, heard)
    found, more = selectors.conflicts(ruled.project, run)
    assert more is None
    assert [(one.text, [label for _, label in one.says]) for one in found] == [("great but boring", ["positive", "negative"])]
    weak_votes.keep_only(ruled.project.pk, "nothing")
    assert selectors.conflicts(ruled.project, run) is None


def test_conflicts_page_by_page(db, heard):
    cast = corpus([f"great and boring {n}" for n in range(7)])
    word(cast, "positive", "great")
    word(cast, "negative", "boring")
    run = applied(cast, heard)
    seen, after = [], 0
    while after is not None:
        found, after = selectors.conflicts(cast.project, run, after=after, limit=3)
        seen += [one.item for one in found]
    assert seen == sorted(Item.objects.values_list("pk", flat=True))


def test_a_damaged_file_counts_as_gone(ruled, heard, settings):
    run = applied(ruled, heard)
    path = next((settings.MALMOI_DATA / "weak").rglob("*.npz"))
    path.write_bytes(path.read_bytes()[:50])
    assert selectors.priors(run) is None
    with pytest.raises(Refused) as problem:
        prelabel(ruled.project, least=0.5)
    assert problem.value.code == "not_applied"


def test_one_that_is_stopped_leaves_what_was_there(ruled, heard):
    run = applied(ruled, heard)

    class Cancelled(Exception):
        pass

    def stops(share, message):
        raise Cancelled

    with pytest.raises(Cancelled):
        apply_rules(ruled.project, by=None, now=NOW, report=stops)
    assert selectors.last_run(ruled.project) == run
    assert selectors.priors(run) is not None


def test_a_rule_is_tried_before_it_is_kept(ruled):
    tried = selectors.try_rule(ruled.project, kind="keywords", settings={"words": ["awful"], "particles": True}, label="negative")
    assert (tried.items, tried.covered, tried.by_label) == (6, 2, {"negative": 2})
    assert [("".join(text for text, _ in pieces), said) for _, pieces, said, _ in tried.hits] == [
        ("boring, awful", "negative"),
        ("awful", "negative"),
    ]
    assert [text for _, pieces, _, _ in tried.hits for text, is_found in pieces if is_found] == ["awful", "awful"]
    with pytest.raises(Invalid):
        selectors.try_rule(ruled.project, kind="pattern", settings={"pattern": "("}, label="negative")
    assert WeakRule.objects.count() == 3


def suggested(cast) -> dict[str, str | None]:
    return dict(Task.objects.filter(project=cast.project).order_by("priority", "pk").values_list("item__data__text", "suggested"))


def test_what_rules_say_is_suggested_and_taken_away_again(ruled, heard):
    applied(ruled, heard)
    order = list(suggested(ruled))
    assert prelabel(ruled.project, least=0.6)["suggested"] == 5
    assert suggested(ruled) == dict(zip(TEXTS, ["positive", "positive", "negative", "negative", None, "negative"], strict=True))
    assert list(suggested(ruled)) == order
    task = Task.objects.get(item__data__text="awful")
    assert task.suggestion["model_version"] == "rules"
    assert task.suggestion["result"][0]["value"] == {"choices": ["negative"]}
    assert not task.by_model
    assert prelabel(ruled.project, least=0.6) == {"suggested": 5, "taken_away": 0, "kept": 0}
    assert prelabel(ruled.project, least=2) == {"suggested": 0, "taken_away": 5, "kept": 0}
    assert set(suggested(ruled).values()) == {None}


def test_a_share_drawn_by_chance_and_what_is_unsure_is_shown_to_nobody(db, heard):
    """As with a model's suggestions: blind answers are what the figures of the random arm rest on."""
    cast = corpus([f"{word} {n}" for n in range(120) for word in ("great", "awful")], random_share=0.3)
    word(cast, "positive", "great")
    word(cast, "negative", "awful")
    set_policy(cast.project, by=cast.alice, now=NOW, costs={"negative": {"false_alarm": 1000, "miss": 0.001}})
    applied(cast, heard)
    seat = claim(cast, cast.bob)
    assert prelabel(cast.project, least=0.5)["suggested"] == 239, "what somebody has begun gets no new one"
    counts = Counter(Task.objects.exclude(pk=seat.task_id).values_list("withheld", "suggested"))
    assert set(counts) == {("arm", None), ("unsure", None), ("", "positive")}
    assert 40 < counts["arm", None] < 105
    assert Task.objects.get(pk=seat.task_id).suggestion is None
    before = dict(Task.objects.values_list("pk", "withheld"))
    set_policy(cast.project, by=cast.alice, now=NOW, costs={})
    prelabel(cast.project, least=0.5)
    after = dict(Task.objects.values_list("pk", "withheld"))
    assert {pk for pk, why in after.items() if why == "arm"} == {pk for pk, why in before.items() if why == "arm"}
    assert set(after.values()) == {"arm", ""}
    prelabel(cast.project, least=2)
    assert set(Task.objects.values_list("withheld", "suggestion")) == {("", None)}


def test_a_models_suggestion_stays_and_a_test_task_has_none(ruled, heard):
    applied(ruled, heard)
    models = {"result": [], "score": 0.9, "model_version": "char-1", "label": "neutral"}
    Task.objects.filter(item__data__text="awful").update(suggestion=models)
    Task.objects.filter(item__data__text="great film").update(is_test=True)
    assert prelabel(ruled.project, least=0) == {"suggested": 3, "taken_away": 0, "kept": 1}
    assert Task.objects.get(item__data__text="awful").suggestion == models
    assert Task.objects.get(item__data__text="great film").suggestion is None


def test_no_suggestion_without_a_run_or_an_open_round(ruled, heard):
    with pytest.raises(Refused) as problem:
        prelabel(ruled.project, least=0.5)
    assert problem.value.code == "not_applied"
    applied(ruled, heard)
    queue.close_round(ruled.round, now=NOW)
    with pytest.raises(Refused) as problem:
        prelabel(ruled.project, least=0.5)
    assert problem.value.code == "no_open_round"
