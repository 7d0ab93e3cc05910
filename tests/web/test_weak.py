"""The page of rules: for the lead alone; a rule is tried while it is typed, kept, applied, and becomes suggestions."""

from __future__ import annotations

import pytest
from django.urls import reverse

from annotate.jobs.models import Job
from annotate.learning.models import WeakRule
from annotate.queue.models import Task
from tests.learning.test_weak_rules import corpus, word


@pytest.fixture
def ruled(db):
    cast = corpus()
    word(cast, "positive", "great")
    word(cast, "negative", "boring")
    return cast


def at(cast, name, **more):
    return reverse(f"web:{name}", kwargs={"pk": cast.project.pk, **more})


def test_who_may(ruled, visitor):
    for user, status in ((ruled.alice, 200), (ruled.dora, 403), (ruled.bob, 403), (ruled.vera, 403), (ruled.charlie, 404)):
        for name in ("weak-rules", "weak-conflicts"):
            assert visitor(user).get(at(ruled, name)).status_code == status
        for name, more in (("weak-apply", {}), ("weak-prelabel", {}), ("weak-retire", {"number": 1}), ("weak-try", {})):
            expected = 302 if status == 200 and name != "weak-try" else status
            assert visitor(user).post(at(ruled, name, **more)).status_code == expected


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("keywords", {"words": "awful\nbad, poor", "at_least": "1", "label": "negative"}, {"words": ["awful", "bad", "poor"]}),
        ("pattern", {"pattern": r"^awful\b", "label": "negative"}, {"pattern": r"^awful\b", "ignore_case": False}),
        ("metadata", {"field": "stars", "compare": "<=", "value": "2", "label": "negative"}, {"compare": "<=", "value": "2"}),
        ("metadata", {"field": "stars", "mapping": "1 = negative\n5=positive"}, {"mapping": {"1.0": "negative", "5.0": "positive"}}),
        ("prompt", {"question": "How is it?"}, {"question": "How is it?"}),
    ],
)
def test_each_kind_is_written(ruled, visitor, kind, given, kept):
    lead = visitor(ruled.alice)
    assert lead.get(at(ruled, "weak-rules"), {"kind": kind}).status_code == 200
    answer = lead.post(f"{at(ruled, 'weak-rules')}?kind={kind}", {"name": "new", "kind": kind, **given})
    assert answer.status_code == 302
    made = WeakRule.objects.get(number=3)
    assert (made.kind, made.made_by) == (kind, ruled.alice)
    assert kept.items() <= made.settings.items()
    edit = lead.get(at(ruled, "weak-rules"), {"edit": 3})
    assert edit.status_code == 200
    again = {name: value for name, value in edit.context["form"].initial.items() if value not in (False, None)}
    assert lead.post(f"{at(ruled, 'weak-rules')}?edit=3", {**again, "name": "newer"}).status_code == 302
    newer = WeakRule.objects.get(number=3, version=2)
    assert (newer.settings, newer.name) == (made.settings, "newer")


def test_what_is_wrong_stands_at_the_field(ruled, visitor):
    answer = visitor(ruled.alice).post(f"{at(ruled, 'weak-rules')}?kind=pattern", {"name": "x", "pattern": "gr(eat", "label": "positive"})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "position" in html
    assert html.count("field-error") == 1
    assert WeakRule.objects.count() == 2


def test_it_is_tried_while_somebody_types(ruled, visitor):
    def tried(**given):
        answer = visitor(ruled.alice).post(at(ruled, "weak-try"), {"name": "", **given})
        assert answer.status_code == 200
        return answer.content.decode()

    html = tried(kind="keywords", words="awful", at_least="1", label="negative")
    assert "It labels 2 of 6 texts" in html
    assert "<mark>awful</mark>" in html
    assert "position" in tried(kind="pattern", pattern="(", label="negative")
    assert "is no label" in tried(kind="pattern", pattern="x", label="")
    assert "not tried" in tried(kind="prompt", question="?")
    assert "<b>" not in tried(kind="pattern", pattern="<b>(", label="negative")
    assert not Job.objects.exists()


def test_applied_and_shown(ruled, visitor, run_jobs):
    lead = visitor(ruled.alice)
    assert "Not applied yet" in lead.get(at(ruled, "weak-rules")).content.decode()
    lead.post(at(ruled, "weak-apply"))
    (job,) = run_jobs()
    assert (job.kind, job.state) == ("weak_rules", Job.DONE)
    html = lead.get(at(ruled, "weak-rules")).content.decode()
    assert "Rules differ on 1 text" in html
    assert "Right, weighed" in html
    assert "Rules were changed" not in html
    html = lead.get(at(ruled, "weak-conflicts")).content.decode()
    assert "great but boring" in html
    lead.post(at(ruled, "weak-retire", number=1), follow=True)
    html = lead.get(at(ruled, "weak-rules")).content.decode()
    assert "Rules were changed" in html
    assert "says great" not in html


def test_suggestions_on_and_off(ruled, visitor, run_jobs):
    lead = visitor(ruled.alice)
    lead.post(at(ruled, "weak-apply"))
    run_jobs()
    lead.post(at(ruled, "weak-prelabel"), {"least": "50"})
    run_jobs()
    assert Task.objects.filter(suggestion__model_version="rules").count() == 4
    lead.post(at(ruled, "weak-prelabel"), {"stop": "1"})
    run_jobs()
    assert not Task.objects.filter(suggestion__isnull=False).exists()
    html = lead.post(at(ruled, "weak-prelabel"), {"least": "many"}, follow=True).content.decode()
    assert "how many percent" in html
    assert not run_jobs()


def test_a_project_without_a_single_choice_is_told_so(db, visitor):
    config = '<View><Text name="text" value="$text"/><Labels name="t" toName="text"><Label value="PER"/></Labels></View>'
    cast = corpus(label_config=config)
    html = visitor(cast.alice).get(at(cast, "weak-rules")).content.decode()
    assert "Rules give an item one label" in html
