"""From good pictures alone, in the app: trained as the page asks for it, what is unlike them listed with its heat, put first, looked at."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from annotate.annotations import services as annotations
from annotate.corpus.services import freeze
from annotate.items.models import Item
from annotate.learning import client, services
from annotate.learning.models import Prediction, Run
from annotate.learning.selectors import champion
from annotate.queue import services as queue
from annotate.queue.models import Task
from annotate.review.services import settle
from ml_backend.service import Service
from ml_backend.settings import Settings
from tests.cast import NOW, play
from tests.items.made import bring
from tests.ml_backend.test_picture_anomaly import board

CONFIG = (
    '<View><Image name="image" value="$image"/><Choices name="what" toName="image" choice="single" required="true">'
    '<Choice value="defect"/><Choice value="fine"/></Choices></View>'
)
GOOD, WAITING, SPOTTED = 12, 6, (13, 16)


@pytest.fixture
def backend(settings, monkeypatch):
    service = Service(Settings(settings.MALMOI_DATA, threads=1))
    monkeypatch.setattr(client, "_backend", lambda method, path, payload=None: service.handle(method, path, payload or {}))


@pytest.fixture
def cast(db):
    """Twelve boards that Bob found fine, and six that wait, two of them with a spot."""
    made = play(label_config=CONFIG, seats=1, train_share=0.9, dev_share=0.1)
    boards = {f"{n:02d}.png": board(n, (40, 88) if n in SPOTTED else None) for n in range(GOOD + WAITING)}
    groups = "\n".join(["file_name,group", *(f"{name},{name}" for name in boards)])
    bring(made, {**boards, "metadata.csv": groups.encode()})
    fine = [{"from_name": "what", "to_name": "image", "type": "choices", "value": {"choices": ["fine"]}}]
    for _ in range(GOOD):
        seat = queue.claim_next(made.project, made.bob, now=NOW).assignment
        assert seat is not None
        annotations.submit(seat, id=uuid.uuid4(), result=fine, seconds=2, now=NOW)
    settle(made.project, now=NOW)
    freeze(made.project, by=made.alice, now=NOW)
    return made


@pytest.fixture
def looked(cast, backend, visitor, run_jobs, heard_nothing):
    """The cast, once the model that Alice asked for has looked at what waits."""
    page = visitor(cast.alice)
    at = {"pk": cast.project.pk}
    assert "The label that means good" in page.get(reverse("web:training", kwargs=at)).content.decode()
    page.post(reverse("web:train", kwargs=at), {"learner": "features:picture-normal", "good": "fine"})
    assert Run.objects.get().settings["options"] == {"good": "fine"}
    Run.objects.update(settings={**Run.objects.get().settings, "options": {"good": "fine", "size": 128, "places": 200}})
    (job,) = run_jobs()
    assert job.state == "done", job.message
    services.predict_and_rerank(cast.project, strategy="margin", report=heard_nothing, now=NOW)
    return cast


@pytest.fixture
def heard_nothing():
    return lambda share, told: None


def spotted() -> set[int]:
    return set(Item.objects.filter(data__name__in=[f"{n}.png" for n in SPOTTED]).values_list("pk", flat=True))


def test_the_spotted_boards_are_listed_first_with_their_heat(looked, visitor):
    page, at = visitor(looked.alice), {"pk": looked.project.pk}
    html = page.get(reverse("web:unusual", kwargs=at)).content.decode()
    version = champion(looked.project)
    rows = Prediction.objects.filter(model_version=version, label="defect").order_by("-score").values_list("item_id", flat=True)
    assert set(rows[:2]) == spotted()
    for item in rows:
        heat = reverse("web:heat", kwargs={**at, "version_id": version.pk, "item_id": item})
        assert heat in html
    answer = page.get(heat)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG")
    assert visitor(looked.charlie).get(heat).status_code == 404
    assert visitor(looked.bob).get(heat).status_code == 403


def test_what_is_ticked_comes_first_in_the_queue(looked, visitor):
    ids = sorted(spotted())
    visitor(looked.alice).post(reverse("web:unusual-front", kwargs={"pk": looked.project.pk}), {"item": ids})
    first = Task.objects.filter(project=looked.project, is_finished=False).order_by("priority").values_list("item_id", flat=True)[:2]
    assert set(first) == set(ids)


def test_without_such_a_model_the_page_says_how_to_get_one(cast, visitor):
    html = visitor(cast.alice).get(reverse("web:unusual", kwargs={"pk": cast.project.pk})).content.decode()
    assert "No model of good pictures" in html
    assert visitor(cast.bob).get(reverse("web:unusual", kwargs={"pk": cast.project.pk})).status_code == 403
