"""Disputed texts as a queue: narrowed down, blind, with a reason and a section, by two who adjudicate."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

import pytest

from annotate.annotations.models import Annotation
from annotate.projects import services as projects
from annotate.queue import services as queue
from annotate.queue.models import Task
from annotate.review import selectors as review
from annotate.review import services
from annotate.review.models import Decision
from guidelines.models import Example
from tests.cast import NOW, SENTIMENT, bring, chosen, label_all, play
from tests.corpus.shelf import in_split

GUIDELINE = "# How\n\n## positive\n\nPraise.\n\n## Irony\n\nIt says what it does not."


@pytest.fixture
def sectioned(db):
    cast = play(texts=["one", "two", "three"], guideline=GUIDELINE)
    in_split(cast, "train", "one", "two", "three")
    label_all(cast, {cast.bob: ["positive"] * 3, cast.beth: ["negative", "negative", "neutral"]})
    return cast


def pages(cast):
    """The address of the list, those of the texts."""
    tasks = list(cast.project.tasks.order_by("pk").values_list("pk", flat=True))
    base = f"/projects/{cast.project.pk}/adjudicate/"
    return base, [f"{base}{pk}/" for pk in tasks]


def say(client, address, label, **more):
    return client.post(address, {"label": label, "note": "", "expected": "", **more})


def test_the_queue_is_narrowed_down_and_stays_so(sectioned, visitor):
    client = visitor(sectioned.dora)
    base, (first, second, third) = pages(sectioned)
    html = client.get(base).content.decode()
    assert "negative ↔ positive (2)" in html
    assert "neutral ↔ positive (1)" in html
    asked = "?" + urlencode({"pair": '["negative","positive"]'})
    html = client.get(base + asked).content.decode()
    assert first in html
    assert third not in html
    answer = say(client, first + asked, "neutral")
    assert answer["Location"] == second + asked
    assert say(client, second + asked, "neutral")["Location"] == base + asked
    assert "Nothing of that kind waits" in client.get(base + asked).content.decode()


@pytest.mark.parametrize("asked", ["pair=x", "pair=[1]", 'pair=["a"]', "round=x", "round=99999", "annotator=99999", "after=x", "show=x"])
def test_nonsense_in_the_address_chooses_nothing(sectioned, visitor, asked):
    client = visitor(sectioned.alice)
    base, addresses = pages(sectioned)
    html = client.get(f"{base}?{asked}").content.decode()
    assert all(address in html for address in addresses)


def test_by_annotator_for_who_leads_alone_and_never_blind(sectioned, visitor):
    base, _ = pages(sectioned)
    assert "Labelled by" in visitor(sectioned.alice).get(base).content.decode()
    assert "Labelled by" not in visitor(sectioned.dora).get(base).content.decode()
    sectioned.project.blind_adjudication = True
    sectioned.project.save()
    assert "Labelled by" not in visitor(sectioned.alice).get(base).content.decode()


def test_of_one_round(sectioned, visitor):
    base, _ = pages(sectioned)
    old = sectioned.round
    queue.open_round(sectioned.project, now=NOW)
    bring(sectioned, ["four"])
    label_all(sectioned, {sectioned.bob: ["positive"], sectioned.beth: ["negative"]}, now=NOW + dt.timedelta(hours=1))
    client = visitor(sectioned.dora)
    *before, last = pages(sectioned)[1]
    html = client.get(f"{base}?round={old.pk}").content.decode()
    assert last not in html
    assert all(address in html for address in before)
    assert last in client.get(f"{base}?round={sectioned.round.pk}").content.decode()


def test_blind_no_name_is_anywhere(sectioned, visitor):
    sectioned.project.blind_adjudication = True
    sectioned.project.save()
    client = visitor(sectioned.dora)
    base, addresses = pages(sectioned)
    shown = [client.get(address + view).content.decode() for address in addresses for view in ("", "?view=review")]
    shown.append(client.get(base).content.decode())
    for html in shown:
        for who in (sectioned.bob, sectioned.beth):
            assert who.name not in html
            assert who.email not in html
    assert '<span class="who">A</span>' in shown[0]
    assert "Names are hidden here" in shown[0]
    assert '<span class="who">B</span>' in shown[0]


def test_the_letters_are_drawn_anew_for_each_text(db):
    cast = play(texts=[f"text {n}" for n in range(40)])
    cast.project.blind_adjudication = True
    cast.project.save()
    label_all(cast, {cast.bob: ["positive"] * 40, cast.beth: ["negative"] * 40})
    of_bob = []
    for task in cast.project.tasks.select_related("project", "round"):
        votes = review.votes_of(task)
        assert [vote.who for vote in votes] == ["A", "B"]
        assert votes == review.votes_of(task)
        assert {vote.created_at.hour for vote in votes} == {0}
        of_bob.append(next(vote.who for vote in votes if vote.label == "positive"))
    assert set(of_bob) == {"A", "B"}


def test_why_and_by_which_section_stand_with_the_decision(sectioned, visitor):
    client = visitor(sectioned.dora)
    base, (first, *_) = pages(sectioned)
    assert "<option>Irony</option>" in client.get(first).content.decode()
    say(client, first, "negative", note="Not meant", section="Irony")
    html = client.get(first).content.decode()
    assert "By the section “Irony”." in html
    assert "<option selected>Irony</option>" in html
    assert "Not meant" in client.get(f"{base}?show=decided&section=Irony").content.decode()
    assert "Nothing was decided so" in client.get(f"{base}?show=decided&section=positive").content.decode()
    assert first in client.get(f"{base}?show=decided&by={sectioned.dora.pk}").content.decode()
    assert "Nothing was decided so" in client.get(f"{base}?show=decided&by=rule").content.decode()


def test_a_section_that_is_none_is_objected_to_and_the_rest_kept(sectioned, visitor):
    client = visitor(sectioned.dora)
    _, (first, *_) = pages(sectioned)
    answer = say(client, first, "negative", note="Because", section="Humour")
    assert answer.status_code == 400
    html = answer.content.decode()
    assert "has no section “Humour”" in html
    assert "Because" in html


def test_a_text_that_people_still_label_is_refused_and_nothing_is_lost(sectioned, visitor):
    bring(sectioned, ["four"])
    task = sectioned.project.tasks.order_by("pk").last()
    client = visitor(sectioned.dora)
    address = pages(sectioned)[1][-1]
    assert "still labelling this text" in client.get(address).content.decode()
    answer = say(client, address, "negative", note="My reasons")
    assert answer.status_code == 400
    html = answer.content.decode()
    assert "can be decided once all its labels are in" in html
    assert "My reasons" in html
    assert 'value="negative" checked' in html
    assert not Decision.objects.filter(task=task).exists()


def test_the_model_is_heard_after_the_decision_alone(sectioned, visitor):
    task = sectioned.project.tasks.order_by("pk").first()
    said = {"result": chosen("neutral"), "score": 0.83}
    Task.objects.filter(pk=task.pk).update(suggestion=said, suggested="neutral")
    Annotation.objects.filter(task=task).update(with_suggestion=True)
    client = visitor(sectioned.dora)
    _, (first, *_) = pages(sectioned)
    for view in ("", "?view=review"):
        html = client.get(first + view).content.decode()
        for hidden in ("saw a suggestion", '"suggested": true', "The model says", "0.83", "83\u00a0%"):
            assert hidden not in html
    say(client, first, "negative")
    html = client.get(first).content.decode()
    assert "The model says “neutral” (83\u00a0%)." in html
    assert "other than decided" in html
    assert "saw a suggestion" in html


def test_a_decision_becomes_an_example_with_one_click(sectioned, visitor):
    client = visitor(sectioned.dora)
    base, (first, second, _) = pages(sectioned)
    say(client, first, "negative", note="Not meant")
    say(client, second, "negative")
    in_split(sectioned, "test", "two")
    made = Decision.objects.order_by("pk")
    html = client.get(first).content.decode()
    address = f"/projects/{sectioned.project.pk}/decisions/{made[0].pk}/example/"
    assert address in html
    assert client.post(address)["Location"] == first
    html = client.get(first).content.decode()
    assert address not in html
    assert "the draft of the guideline" in html or "the next draft of the guideline" in html
    assert Example.objects.get().why == "Not meant"
    assert "never becomes an example" in client.get(second).content.decode()
    address = f"/projects/{sectioned.project.pk}/decisions/{made[1].pk}/example/"
    html = client.post(address, {"back": "list"}, follow=True).content.decode()
    assert "belongs to the test split" in html
    assert Example.objects.count() == 1


@pytest.mark.parametrize(("who", "status"), [("bob", 403), ("vera", 403), ("charlie", 404)])
def test_who_makes_examples(sectioned, visitor, who, status):
    _, (first, *_) = pages(sectioned)
    say(visitor(sectioned.dora), first, "negative")
    address = f"/projects/{sectioned.project.pk}/decisions/{Decision.objects.get().pk}/example/"
    assert visitor(getattr(sectioned, who)).post(address).status_code == status
    assert not Example.objects.exists()


def test_two_adjudicators_on_the_page(sectioned, visitor):
    sectioned.project.adjudicators = 2
    sectioned.project.save()
    dora, alice = visitor(sectioned.dora), visitor(sectioned.alice)
    base, (first, *_) = pages(sectioned)
    say(dora, first, "negative", note="Irony it is")
    html = dora.get(first).content.decode()
    assert "You said “negative”. It waits for a second adjudicator" in html
    assert first in dora.get(base + "?show=second").content.decode()
    assert first not in dora.get(base).content.decode()
    for address in (first, first + "?view=review", base, base + "?show=second", base + "?show=decided"):
        assert "Irony it is" not in alice.get(address).content.decode()
    assert first in alice.get(base).content.decode()
    say(alice, first, "positive")
    html = alice.get(first).content.decode()
    assert "Irony it is" in html
    assert "What you save now decides" in html
    assert "another says otherwise" in dora.get(base + "?show=second").content.decode()
    say(alice, first, "negative")
    html = alice.get(first).content.decode()
    assert "Decided as “negative” by Dora" in html
    assert "Alice said the same" in html


def test_what_was_decided_under_an_earlier_version_stands_there(sectioned, visitor):
    client = visitor(sectioned.dora)
    _, (first, *_) = pages(sectioned)
    say(client, first, "negative", note="Not meant", section="Irony")
    version = projects.publish_guideline(
        sectioned.project, text=GUIDELINE + "\n\nMore.", label_config=SENTIMENT, change_note="More", author=sectioned.alice, now=NOW
    )
    made = queue.open_round(sectioned.project, now=NOW, version=version)
    item = sectioned.project.tasks.order_by("pk").first().item
    again = Task.objects.create(project=sectioned.project, round=made, item=item, seats=2)
    html = client.get(f"/projects/{sectioned.project.pk}/adjudicate/{again.pk}/").content.decode()
    assert "Under version 1: <strong>negative</strong>" in html
    assert "Not meant" in html
    assert first in html


def test_much_that_is_new_is_a_job(sectioned, visitor, run_jobs, monkeypatch):
    from annotate.review.services import follow

    monkeypatch.setattr(services, "follow", lambda project: follow(project, at_once=4))
    monkeypatch.setattr("annotate.web.views.chosen.STEPS", 1)
    client = visitor(sectioned.dora)
    base, addresses = pages(sectioned)
    assert "still being put together" in client.get(base).content.decode()
    assert [(job.kind, job.state) for job in run_jobs()] == [("disputes", "done")]
    html = client.get(base).content.decode()
    assert "still being put together" not in html
    assert all(address in html for address in addresses)


def test_made_up_names_stand_here_too(sectioned, visitor):
    sectioned.project.pseudonyms = True
    sectioned.project.save()
    sectioned.project.memberships.filter(user=sectioned.bob).update(pseudonym="Quiet Heron")
    base, (first, *_) = pages(sectioned)
    html = visitor(sectioned.dora).get(first).content.decode()
    assert '<span class="who">Quiet Heron</span>' in html
    assert "Bob" not in html
    assert "Quiet Heron</option>" in visitor(sectioned.alice).get(base).content.decode()
