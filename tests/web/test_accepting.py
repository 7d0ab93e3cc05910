"""Labels taken from the model: the page, what the lead is told, the way back; and the same over the API."""

from __future__ import annotations

import pytest
from django.urls import reverse

from annotate.corpus.services import export_project
from annotate.items.models import Item
from annotate.learning.models import AcceptanceCheck, AcceptancePolicy, Prediction
from annotate.learning.selectors import policy_of
from annotate.learning.selectors.acceptance import acceptance_of
from annotate.queue import services as queue
from annotate.queue.models import Task
from annotate.review.models import Decision
from annotate.review.selectors import in_force
from tests.cast import NOW, SENTIMENT, claim, play, submit
from tests.learning.test_arm import made

TERMS = {"is_on": "on", "tolerated": "30", "check_share": "60", "risk": "20", "least": "60"}


@pytest.fixture
def wall(db):
    """Thirty texts of which the champion says that all are positive."""
    cast = play(texts=[f"text {n}" for n in range(30)], seats=1)
    Task.objects.update(is_test=False)
    Task.objects.update(by_model=True)  # else all would be of the random arm
    Item.objects.update(split="train")
    version = made(cast, "char-1", state="champion")
    manifest = {"label_config": SENTIMENT, "splits": {"train": {"positive": 9, "negative": 9, "neutral": 9}}}
    type(version.run.release).objects.update(manifest=manifest)
    said = {"label": "positive", "score": 0.9, "probabilities": [0.9, 0.06, 0.04]}
    Prediction.objects.bulk_create([Prediction(model_version=version, item=item, **said) for item in Item.objects.all()])
    return cast


def at(cast, name: str, **more) -> str:
    return reverse(f"web:{name}", kwargs={"pk": cast.project.pk, **more})


def answered(cast, label: str) -> None:
    for _ in range(AcceptanceCheck.objects.get(project=cast.project).drawn):
        submit(claim(cast, cast.bob), label)


def test_leads_alone(wall, visitor, api):
    for name, more in (("accepting", {}), ("accepting-take", {}), ("second-share", {}), ("accepting-revoke", {"number": 1})):
        client = visitor(wall.bob)
        assert (client.get if name == "accepting" else client.post)(at(wall, name, **more)).status_code == 403
        client = visitor(wall.charlie)
        assert (client.get if name == "accepting" else client.post)(at(wall, name, **more)).status_code == 404
    path = f"/api/v1/projects/{wall.project.pk}/acceptance/"
    assert [api(who).get(path).status_code for who in (wall.alice, wall.bob, wall.charlie)] == [200, 403, 404]


def test_in_random_order_nothing_is_taken_and_the_page_says_so(wall, visitor, run_jobs):
    Task.objects.update(by_model=False)
    alice = visitor(wall.alice)
    alice.post(at(wall, "accepting"), TERMS)
    alice.post(at(wall, "accepting-take"))
    (job,) = run_jobs()
    assert (job.result["accepted"], job.result["drawn"]) == (0, 0)
    assert "while the queue stands in random order" in alice.get(at(wall, "accepting")).content.decode()


def test_texts_whose_round_was_closed_are_not_said_to_be_left(wall, visitor, run_jobs):
    alice = visitor(wall.alice)
    alice.post(at(wall, "accepting"), TERMS)
    alice.post(at(wall, "accepting-take"))
    run_jobs()
    queue.close_round(wall.round, now=NOW)
    drawn = AcceptanceCheck.objects.get().drawn
    html = alice.get(at(wall, "accepting")).content.decode()
    assert "and 0 texts are left" in html
    assert f"{drawn} texts wait for another round" in html
    queue.open_round(wall.project, now=NOW, title="After", with_untouched=True)
    assert "another round" not in alice.get(at(wall, "accepting")).content.decode()


def test_taken_marked_and_put_back_one_by_one_and_all_at_once(wall, visitor, run_jobs):
    alice = visitor(wall.alice)
    assert "Nothing has been taken yet" in alice.get(at(wall, "accepting")).content.decode()
    assert alice.post(at(wall, "accepting"), TERMS).status_code == 302
    policy = acceptance_of(wall.project)
    assert (policy.state, policy.thresholds, policy.tolerated, policy.check_share) == ("on", {"": 0.6}, 0.3, 0.6)
    alice.post(at(wall, "accepting-take"))
    (job,) = run_jobs()
    check = AcceptanceCheck.objects.get()
    assert (job.state, job.result["accepted"], check.accepted + check.drawn) == ("done", check.accepted, 30)
    html = alice.get(at(wall, "accepting")).content.decode()
    assert "People are at it" in html
    assert 'value="60"' in html
    html = alice.get(f"{at(wall, 'adjudicate')}?show=decided&by=model").content.decode()
    assert html.count("from the model</span> char-1") == min(check.accepted, 25)
    first = in_force(wall.project).first()
    assert "no person gave this label" in alice.get(at(wall, "dispute", task_id=first.task_id)).content.decode()
    whole = b"".join(export_project(wall.project, "json")[2]).decode()
    assert whole.count('"accepted_from":"char-1"') == check.accepted
    alice.post(at(wall, "decision-withdraw", decision_id=first.pk))
    assert in_force(wall.project).count() == check.accepted - 1
    alice.post(at(wall, "accepting-revoke", number=1))
    run_jobs()
    assert not in_force(wall.project).exists()
    assert '"accepted_from"' not in b"".join(export_project(wall.project, "json")[2]).decode()
    assert "Put back by Alice" in alice.get(at(wall, "accepting")).content.decode()


def test_the_lead_is_told_when_the_check_fails(wall, visitor, run_jobs):
    alice = visitor(wall.alice)
    alice.post(at(wall, "accepting"), TERMS)
    alice.post(at(wall, "accepting-take"))
    run_jobs()
    answered(wall, "negative")
    alice.post(at(wall, "accepting-take"))
    run_jobs()
    assert AcceptancePolicy.objects.get().state == "stopped"
    assert not in_force(wall.project).filter(rule="accepted").exists()
    for name in ("accepting", "project"):
        assert "check" in (html := alice.get(at(wall, name)).content.decode())
        assert "failed" in html
        assert 'role="alert"' in html


def test_odd_terms_are_said_at_their_field(wall, visitor):
    answer = visitor(wall.alice).post(at(wall, "accepting"), {**TERMS, "tolerated": "0", "least": ""})
    assert answer.status_code == 400
    answer = visitor(wall.alice).post(at(wall, "accepting"), {**TERMS, "least": ""})
    assert answer.status_code == 400
    assert "for one label at least" in answer.content.decode()
    assert not AcceptancePolicy.objects.exists()


def test_the_page_asks_the_same_however_much_was_taken(wall, visitor, run_jobs, django_assert_max_num_queries):
    alice = visitor(wall.alice)
    alice.post(at(wall, "accepting"), TERMS)
    alice.post(at(wall, "accepting-take"))
    run_jobs()
    with django_assert_max_num_queries(25):
        alice.get(at(wall, "accepting"))


def test_second_opinions_are_kept(wall, visitor):
    alice = visitor(wall.alice)
    alice.post(at(wall, "second-share"), {"second_share": "20"})
    assert policy_of(wall.project).second_share == 0.2
    alice.post(at(wall, "second-share"), {"second_share": "80"})
    assert policy_of(wall.project).second_share == 0.2


def test_over_the_api(wall, api, run_jobs):
    alice, path = api(wall.alice), f"/api/v1/projects/{wall.project.pk}/acceptance/"
    assert alice.get(path).json()["state"] == "off"
    given = {"is_on": True, "thresholds": {"": 0.6}, "check_share": 0.6, "tolerated": 0.3, "risk": 0.2}
    told = alice.patch(path, given, format="json").json()
    assert (told["state"], told["thresholds"]) == ("on", {"": 0.6})
    assert alice.patch(path, {"how": 1}, format="json").status_code == 400
    assert alice.patch(path, {"thresholds": {"sad": 0.9}}, format="json").status_code == 400
    assert alice.post(path).status_code == 202
    run_jobs()
    (check,) = alice.get(path).json()["checks"]
    assert (check["number"], check["verdict"], check["model_version"]) == (1, "", "char-1")
    first = Decision.objects.filter(rule="accepted").first()
    there = f"/api/v1/decisions/{first.pk}/withdraw/"
    assert [api(who).post(there).status_code for who in (wall.charlie, wall.bob)] == [404, 403]
    answer = alice.post(there)
    assert (answer.status_code, answer.json()["rule"]) == (201, "withdrawn")
    assert alice.post(there).status_code == 409
    assert alice.post(f"{path}1/revoke/").status_code == 202
    assert alice.post(f"{path}1/revoke/").status_code == 409
    run_jobs()
    assert not in_force(wall.project).exists()
    policy = f"/api/v1/projects/{wall.project.pk}/suggestion-policy/"
    assert alice.patch(policy, {"second_share": 0.1}, format="json").json()["second_share"] == 0.1
