"""Features of tasks, as a model version reads them."""

from __future__ import annotations

import numpy as np

from ml_backend.service import Service
from tests.ml_backend.conftest import CONFIG, NOBODY_LEARNS

TASKS = [{"data": {"text": text}} for text in ("a fine film", "a fine film", "값이 비싸요")]


def asked(service: Service, **more):
    return service.handle("POST", "/features", {"project": "p1", "label_config": CONFIG, "tasks": TASKS, **more})


def test_the_same_text_lies_in_the_same_place(backend):
    status, found = asked(Service(backend))
    rows = np.array(found["vectors"])
    assert (status, found["encoder"]) == (200, "char")
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
    assert (rows[0] == rows[1]).all()
    assert rows[0] @ rows[2] < 0.5


def test_what_cannot_be_is_said(backend):
    service = Service(backend)
    assert asked(service, tasks=[])[1]["vectors"] == []
    assert asked(service, tasks=[{"data": {}}])[0] == 400
    assert asked(service, tasks="x")[0] == 400
    assert asked(service, tasks=TASKS * 200)[1]["code"] == "too_many"
    assert asked(service, label_config=NOBODY_LEARNS)[1]["code"] == "no_learner"
    sounds = CONFIG.replace("<Text", "<Audio")
    assert asked(service, label_config=sounds)[1]["code"] == "no_features"
