"""Model → Annotate → Train → Test → Evaluate → Revise: once around, by the API alone, with a model that really learns."""

from __future__ import annotations

import io
import json
import random
import uuid
import zipfile

import pytest

from annotate.queue.models import Assignment, Task
from tests.cast import SENTIMENT, chosen, person

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WORDS = {
    "positive": ["love", "great", "perfect", "좋아요", "훌륭해요", "excellent"],
    "negative": ["hate", "awful", "broken", "별로예요", "실망이에요", "terrible"],
    "neutral": ["arrived", "contains", "measures", "들어 있어요", "배송됐어요", "weighs"],
}


def texts(n: int, seed: int) -> list[tuple[str, str]]:
    """(text, what it says): unlike each other, so that they do not share a group."""
    rng = random.Random(seed)
    made = []
    for number in range(n):
        label = rng.choice(list(WORDS))
        feeling = " ".join(rng.choices(WORDS[label], k=2))
        made.append((f"{feeling}, order {seed}-{number} \U0001f44d\U0001f3fd item {rng.randrange(10**6)}", label))
    return made


def test_all_the_way_round(api, run_jobs):
    alice, dora = api(person("Alice")), api(person("Dora"))
    body = {"title": "Reviews", "label_config": SENTIMENT, "annotators_per_task": 2, "guideline": "# Feelings", "random_share": 0.2}
    project = alice.post("/api/v1/projects/", body, format="json").json()
    at = f"/api/v1/projects/{project['id']}/"
    for name, role in (("bob", "annotator"), ("beth", "annotator"), ("dora", "adjudicator")):
        assert alice.post(at + "members/", {"email": f"{name}@example.org", "role": role}, format="json").status_code == 201
    labelled = dict(texts(160, seed=1))
    assert alice.post(at + "imports/", [{"text": t} for t in labelled], format="json").json()["items"] == 160

    # Annotate: Beth slips now and then.
    rng = random.Random(5)
    for name in ("bob", "beth"):
        client, n = api(person(name.title())), 0
        while (got := client.post(at + "claims/", {}, format="json").json())["assignment"]:
            truth = labelled[got["task"]["data"]["text"]]
            says = rng.choice(list(WORDS)) if name == "beth" and n % 8 == 0 else truth
            answer = {"id": str(uuid.uuid4()), "result": chosen(says), "seconds": 2}
            assert client.post(f"/api/v1/assignments/{got['assignment']['id']}/annotations/", answer, format="json").status_code == 201
            n += 1
        assert got["reason"]["code"] in ("all_yours_done", "all_finished")

    # Evaluate and decide: what they agree on is settled, the rest is adjudicated.
    told = alice.get(at + "agreement/").json()
    assert 0.7 < told["cohen_kappa"][0]["value"] < 1
    assert told["krippendorff_alpha"]["low"] < told["krippendorff_alpha"]["value"] < told["krippendorff_alpha"]["high"]
    assert alice.post(at + "settle/", {"rule": "majority"}, format="json").status_code == 202
    (settled,) = run_jobs()
    assert settled.state == "done", settled.message
    undecided = Task.objects.filter(decisions__isnull=True)
    assert 0 < undecided.count() < 40
    for task in undecided:
        truth = labelled[task.item.data["text"]]
        answer = dora.post(f"/api/v1/tasks/{task.pk}/decisions/", {"label": truth}, format="json")
        assert answer.status_code == 201, answer.json()

    # Release and train.
    release = alice.post(at + "releases/", {"title": "First"}, format="json").json()
    assert release["items"] == 160
    assert alice.post(at + "releases/", {}, format="json").status_code == 409  # nothing new
    assert alice.post(at + "runs/", {}, format="json").status_code == 202
    (training,) = run_jobs()
    assert training.state == "done", training.message + training.log
    (run,) = alice.get(at + "runs/").json()["results"]
    assert run["state"] == "done"
    assert run["model_version"]

    # New texts: the model predicts, the queue turns, a share of it stays random, test items are left alone.
    more = dict(texts(80, seed=2))
    assert alice.post(at + "imports/", [{"text": t} for t in more], format="json").json()["items"] == 80
    assert alice.post(at + "predictions/", {"strategy": "margin"}, format="json").status_code == 202
    (predicting,) = run_jobs()
    assert predicting.state == "done", predicting.message + predicting.log
    waiting = Task.objects.filter(item__data__text__in=list(more))
    assert waiting.filter(by_model=True).exists()
    assert waiting.filter(by_model=False).exists()
    assert not waiting.filter(is_test=True, by_model=True).exists()
    assert not waiting.filter(is_test=True, suggestion__isnull=False).exists()
    guessed = [(t.suggestion["label"], more[t.item.data["text"]]) for t in waiting.filter(suggestion__isnull=False)]
    assert sum(a == b for a, b in guessed) / len(guessed) > 0.6

    # And back to the annotators, who see the suggestion; that they saw it is written down.
    bob = api(person("Bob"))
    for _ in range(30):
        got = bob.post(at + "claims/", {}, format="json").json()
        answer = {"id": str(uuid.uuid4()), "result": chosen(more[got["task"]["data"]["text"]])}
        bob.post(f"/api/v1/assignments/{got['assignment']['id']}/annotations/", answer, format="json")
        seat = Assignment.objects.get(pk=got["assignment"]["id"])
        assert seat.annotations.get().with_suggestion is (got["suggestion"] is not None)
    assert Assignment.objects.filter(suggestion__isnull=False).exists()

    # Download: the live corpus, and the release with its datasheet.
    live = json.loads(b"".join(alice.get(at + "export/?format=json").streaming_content))
    assert len(live) == 240
    archive = zipfile.ZipFile(io.BytesIO(b"".join(alice.get(at + f"export/?format=csv&release={release['id']}").streaming_content)))
    assert archive.testzip() is None
    assert any(name.lower().startswith("datasheet") for name in archive.namelist())
