"""Ways against uneven classes, on the same dev items, before anybody is asked."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pytest

from annotate.corpus import selectors as corpus
from annotate.corpus.services import freeze
from annotate.learning import selectors, services
from annotate.learning.models import BalanceTrial, ModelVersion
from annotate.learning.services.compare_balance import Way, told
from domain.errors import Problem, Refused
from domain.imbalance import rarest
from tests.cast import NOW
from tests.learning.conftest import labelled

WAYS = ["swap_letters", "swap_words"]


def clock() -> dt.datetime:
    return NOW + dt.timedelta(minutes=3)


@pytest.fixture
def taught(db):
    """Half of the texts in dev, so that there is something to compare on: (cast, release)."""
    cast = labelled(60, train_share=0.4, dev_share=0.4)
    return cast, freeze(cast.project, by=cast.alice, now=NOW)


def trial_of(cast, release, **more) -> BalanceTrial:
    rare = rarest([row["label"] for row in corpus.contents(release) if row["split"] == "train"])
    asked = {"label": rare, "augmenters": WAYS, **more}
    return services.order_trial(cast.project, release=release, by=cast.alice, now=NOW, **asked)


def test_each_way_learns_from_train_and_is_judged_on_dev(taught, heard, backend, service):
    cast, release = taught
    trial = services.try_balance(trial_of(cast, release), report=heard, now=clock)
    assert (trial.state, trial.finished_at, trial.failure) == ("done", clock(), "")
    rows = list(corpus.contents(release))
    split = {row["data"]["text"]: row["split"] for row in rows}
    requests = [payload for path, payload in backend if path == "/train"]
    assert [way["name"] for way in trial.outcome["ways"]] == ["plain", "weights", "resampled", "generated"]
    assert [request["params"].get("class_weight") for request in requests] == [None, "balanced", None, None]
    for request in requests:
        judged = [row["data"]["text"] for row in request["examples"] if row["split"] == "test"]
        learned = [row["data"]["text"] for row in request["examples"] if row["split"] == "train"]
        assert {split[text] for text in judged} == {"dev"}
        assert {split.get(text, "generated") for text in learned} <= {"train", "generated"}
    plain, _, again, generated = requests
    labels = Counter(row["result"][0]["value"]["choices"][0] for row in again["examples"] if row["split"] == "train")
    assert len(set(labels.values())) == 1
    assert len(generated["examples"]) > len(plain["examples"])
    assert trial.outcome["dev_items"] == sum(row["split"] == "dev" for row in rows)
    assert trial.outcome["ways"][0]["against_plain"]["value"] == 0.0
    assert trial.outcome["advice"] in ("nothing", "free", "generated", "unsure")
    assert selectors.last_trial(cast.project) == trial
    assert service.store.names(f"malmoi-{cast.project.pk}-balance") == [], "nothing is kept of what was tried"
    assert not ModelVersion.objects.exists(), "none of them stands for champion"
    asked = len(backend)
    assert services.try_balance(BalanceTrial.objects.get(), report=heard, now=clock).outcome == trial.outcome
    assert len(backend) == asked


def test_what_breaks_is_kept_and_can_be_tried_again(taught, heard, service, monkeypatch):
    from annotate.learning import client

    cast, release = taught
    trial = trial_of(cast, release, augmenters=[])
    with monkeypatch.context() as patch:
        patch.setattr(client, "_backend", lambda *a: (503, {"message": "out of order"}))
        with pytest.raises(Problem):
            services.try_balance(trial, report=heard, now=clock)
    trial.refresh_from_db()
    assert (trial.state, trial.failure) == ("failed", "The ML backend refused: out of order")
    again = services.try_balance(trial, report=heard, now=clock)
    assert [way["name"] for way in again.outcome["ways"]] == ["plain", "weights", "resampled"]


def test_without_such_a_text_in_dev_nothing_could_be_said(taught):
    with pytest.raises(Refused) as refused:
        trial_of(*taught, label="nobody")
    assert refused.value.code == "no_parents"


def dev(n: int) -> list[dict]:
    return [{"label": "x" if i % 5 == 0 else "o", "group": str(i)} for i in range(n)]


def way(name: str, right: float, rows: list[dict], seed: int = 0) -> Way:
    """A way whose model finds so many of the rare ones and never takes another for one."""
    rng = np.random.default_rng(seed)
    return Way(name, [], guess=["x" if row["label"] == "x" and rng.random() < right else "o" for row in rows])


@pytest.mark.parametrize(
    ("plain", "weights", "generated", "advice"),
    [
        (0.5, 0.5, 0.5, "nothing"),
        (0.3, 0.9, 0.9, "free"),
        (0.3, 0.9, 0.3, "free"),
        (0.3, 0.3, 0.9, "generated"),
        (0.3, 0.6, 0.98, "generated"),
    ],
)
def test_the_advice(plain, weights, generated, advice):
    rows = dev(600)
    ways = [way("plain", plain, rows), way("weights", weights, rows), way("resampled", plain, rows), way("generated", generated, rows)]
    assert told(ways, rows, "x", np.random.default_rng(0))["advice"] == advice


def test_what_cannot_be_told_apart_is_said_to_be_so():
    """A little better than what is free, clearly better than plain, and free not clearly better than plain."""
    rows = [{"label": "x" if i < 60 else "o", "group": str(i)} for i in range(300)]
    guesses = {"plain": 30, "weights": 33, "resampled": 30, "generated": 36}
    ways = [Way(name, [], guess=["x" if i < n else "o" for i in range(300)]) for name, n in guesses.items()]
    # Weights find the first 33 but lose as many elsewhere as make the gain uncertain.
    ways[1].guess = ["x" if i < 26 or 50 <= i < 58 else "o" for i in range(300)]
    found = told(ways, rows, "x", np.random.default_rng(0))
    assert found["advice"] == "unsure"
    assert found["best_free"] == "weights"
