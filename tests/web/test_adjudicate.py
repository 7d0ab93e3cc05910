"""Disputed texts: the list, one by one, settling by rule."""

from __future__ import annotations

import uuid

import pytest

from annotate.annotations import services as annotations
from annotate.jobs.models import Job
from annotate.projects import services as projects
from annotate.queue.models import Task
from annotate.review.models import Decision
from tests.cast import NOW, claim, label_all, person, play

TEXTS = ["<script>alert(1)</script> good", "별로예요 👎🏽", "fine", "agreed"]


@pytest.fixture
def disputed(db):
    """Three texts on which Bob and Beth differ, one on which they agree."""
    cast = play(texts=TEXTS)
    label_all(cast, {cast.bob: ["positive"] * 4, cast.beth: ["negative"] * 3 + ["positive"]})
    return cast


@pytest.fixture
def at(disputed):
    """at("dispute", n) → the address of that page for the n-th text."""
    from django.urls import reverse

    tasks = list(Task.objects.order_by("pk"))

    def address(name: str, n: int | None = None) -> str:
        more = {} if n is None else {"task_id": tasks[n].pk}
        return reverse(f"web:{name}", kwargs={"pk": disputed.project.pk, **more})

    return address


def in_force(n: int) -> Decision | None:
    task = Task.objects.order_by("pk")[n]
    return Decision.objects.filter(task=task, superseded_by__isnull=True).first()


def test_the_list_holds_what_people_differ_on(disputed, visitor, at):
    html = visitor(disputed.dora).get(at("adjudicate")).content.decode()
    assert "별로예요 👎🏽" in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html
    assert "agreed" not in html


def test_nothing_disputed_is_said_calmly(cast, visitor, url):
    assert "Nothing to adjudicate" in visitor(cast.dora).get(url("adjudicate")).content.decode()


def test_the_votes_stand_side_by_side_with_the_guideline(disputed, visitor, at):
    html = visitor(disputed.dora).get(at("dispute", 0)).content.decode()
    assert html.count('class="vote ') == 2
    for told in ("positive", "negative", "What does the writer feel?", "<kbd>1</kbd>"):
        assert told in html
    assert "<script>alert" not in html


def test_a_decision_is_kept_and_the_next_text_comes(disputed, visitor, at):
    answer = visitor(disputed.dora).post(
        at("dispute", 0), {"label": "negative", "note": "<b>Irony</b>", "expected": ""}
    )
    assert answer["Location"] == at("dispute", 1)
    made = in_force(0)
    assert (made.label, made.rule, made.decided_by, made.note) == (
        "negative",
        "adjudicated",
        disputed.dora,
        "<b>Irony</b>",
    )


def test_after_the_last_one_comes_the_list(disputed, visitor, at):
    client = visitor(disputed.dora)
    for n in range(3):
        answer = client.post(at("dispute", n), {"label": "neutral", "note": "", "expected": ""})
    assert answer["Location"] == at("adjudicate")
    html = client.get(at("adjudicate")).content.decode()
    assert "No other text waits for you" in html
    assert "Nothing to adjudicate" in html


def test_a_decision_is_changed_and_the_earlier_one_stays(disputed, visitor, at):
    client = visitor(disputed.dora)
    client.post(at("dispute", 0), {"label": "negative", "note": "", "expected": ""})
    first = in_force(0)
    html = client.get(at("dispute", 0)).content.decode()
    assert "Decided as" in html
    assert f'name="expected" value="{first.pk}"' in html
    assert client.post(at("dispute", 0), {"label": "positive", "note": "", "expected": first.pk}).status_code == 302
    assert in_force(0).label == "positive"
    assert in_force(0).supersedes == first


def test_two_who_decide_at_once_are_told(disputed, visitor, at):
    """The second one saw the text undecided; theirs does not overwrite silently, and the note is not lost."""
    visitor(disputed.alice).post(at("dispute", 0), {"label": "negative", "note": "", "expected": ""})
    answer = visitor(disputed.dora).post(at("dispute", 0), {"label": "positive", "note": "My reasons", "expected": ""})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert 'role="alert"' in html
    assert "My reasons" in html
    assert in_force(0).label == "negative"


@pytest.mark.parametrize("given", [{"label": ""}, {}, {"label": "splendid"}, {"label": "negative", "expected": "x"}])
def test_what_cannot_be_decided_is_said_and_the_note_kept(disputed, visitor, at, given):
    answer = visitor(disputed.dora).post(at("dispute", 0), {"note": "Because.", "expected": "", **given})
    assert answer.status_code == 400
    assert "Because." in answer.content.decode()
    assert in_force(0) is None


def test_one_more_person_can_be_asked(disputed, visitor, at):
    visitor(disputed.dora).post(at("dispute-reopen", 1))
    task = Task.objects.order_by("pk")[1]
    assert (task.seats, task.is_open, task.is_finished) == (3, True, False)


def test_settling_by_rule_is_a_job_whose_result_is_told(disputed, visitor, at, run_jobs):
    client = visitor(disputed.alice)
    client.post(at("settle"), {"rule": "majority"})
    assert Job.objects.get().arguments == {"rule": "majority"}
    assert [job.state for job in run_jobs()] == ["done"]
    assert in_force(3).label == "positive"
    assert in_force(0) is None
    html = client.get(at("adjudicate")).content.decode()
    assert "Last time" in html
    decided = client.get(at("adjudicate") + "?show=decided").content.decode()
    assert "agreed" in decided
    assert "majority" in decided
    assert '<span class="label hue-0">positive</span>' in decided


def test_an_unknown_rule_starts_nothing(disputed, visitor, at):
    html = visitor(disputed.alice).post(at("settle"), {"rule": "by mood"}, follow=True).content.decode()
    assert "Choose the rule" in html
    assert not Job.objects.exists()


@pytest.mark.parametrize("who", ["bob", "vera"])
def test_votes_are_not_for_annotators_and_viewers(disputed, visitor, at, who):
    client = visitor(getattr(disputed, who))
    assert client.get(at("dispute", 0)).status_code == 403
    assert client.post(at("dispute", 0), {"label": "negative"}).status_code == 403
    assert in_force(0) is None


def test_only_the_lead_settles_by_rule(disputed, visitor, at):
    assert visitor(disputed.dora).post(at("settle"), {"rule": "majority"}).status_code == 403
    assert "Settle by rule" not in visitor(disputed.dora).get(at("adjudicate")).content.decode()


def test_a_text_of_another_project_is_not_there(disputed, visitor, at):
    other = play(texts=["theirs"])
    task = Task.objects.get(project=other.project)
    assert visitor(disputed.dora).get(at("adjudicate") + f"{task.pk}/").status_code == 404


TOPICS = """
<View>
  <Text name="text" value="$text"/>
  <Choices name="topics" toName="text" choice="multiple">
    <Choice value="price"/><Choice value="taste"/><Choice value="parcel"/>
  </Choices>
</View>
"""


def test_several_labels_are_decided_together(db, visitor):
    cast = play(texts=["late, and not cheap"], label_config=TOPICS)
    for who, topics in ((cast.bob, ["price"]), (cast.beth, ["parcel", "price"])):
        result = [{"from_name": "topics", "to_name": "text", "type": "choices", "value": {"choices": topics}}]
        annotations.submit(claim(cast, who), id=uuid.uuid4(), result=result, now=NOW)
    address = f"/projects/{cast.project.pk}/adjudicate/{Task.objects.get().pk}/"
    client = visitor(cast.dora)
    assert client.get(address).content.decode().count('type="checkbox"') == 3
    assert client.post(address, {"label": ["price", "parcel"], "note": "", "expected": ""}).status_code == 302
    assert in_force(0).label == "parcel | price"
    assert in_force(0).result[0]["value"]["choices"] == ["parcel", "price"]
    assert client.get(address).content.decode().count(" checked") == 2


def test_many_votes_are_counted_first(db, visitor):
    cast = play(texts=["one"], seats=10)
    crowd = [person(f"Rater{n}") for n in range(10)]
    for who in crowd:
        projects.invite(cast.project, email=who.email, role="annotator", now=NOW)
    label_all(cast, {who: ["negative" if n < 4 else "positive"] for n, who in enumerate(crowd)})
    html = visitor(cast.dora).get(f"/projects/{cast.project.pk}/adjudicate/{Task.objects.get().pk}/").content.decode()
    assert '<span class="label hue-0">positive</span> 6</span>' in html
    assert html.count('class="vote ') == 10
