"""Finding boxes: the numbers, what is asked of the finder, and a whole training on made pictures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Invalid, Refused
from domain.learnable.answers import Box
from ml_backend import loop
from ml_backend.learners import picture_boxes
from ml_backend.learners.base import Work
from ml_backend.training import Training
from ml_backend.vision import calibrate
from ml_backend.vision.boxes import mirrored, overlap, without_doubles
from tests.ml_backend.pictures import BOXES, boxed

whole = st.integers(0, 60).map(float)
rows = st.lists(
    st.tuples(whole, whole, whole, whole).map(lambda b: (min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3]))), min_size=1
)


@settings(max_examples=40)
@given(rows, st.booleans(), st.booleans())
def test_mirrored_twice_is_the_same_and_overlaps_stay(boxes, up, over):
    table = np.array(boxes)
    once = mirrored(table, (64, 64), (up, over))
    assert (mirrored(once, (64, 64), (up, over)) == table).all()
    assert overlap(once, once) == pytest.approx(overlap(table, table))


@settings(max_examples=40)
@given(rows, st.integers(0, 2**16))
def test_what_stays_does_not_overlap_and_what_goes_had_a_better_double(boxes, seed):
    table, rng = np.array(boxes), np.random.default_rng(seed)
    scores, classes = rng.permutation(len(table)) / len(table), rng.integers(0, 2, len(table))
    kept = without_doubles(table, scores, classes, 0.5)
    shared = overlap(table, table) * (classes[:, None] == classes[None, :])
    assert (np.diff(scores[kept]) < 0).all()
    assert (shared[np.ix_(kept, kept)] - np.diag(np.diag(shared[np.ix_(kept, kept)])) <= 0.5).all()
    for gone in set(range(len(table))) - set(kept.tolist()):
        assert any(shared[gone, k] > 0.5 and scores[k] > scores[gone] for k in kept)


def test_targets_have_one_centre_a_box_and_the_smaller_box_in_front():
    from ml_backend.vision.finder import targets

    boxes = np.array([[0.0, 0.0, 64.0, 64.0], [28.0, 28.0, 40.0, 40.0]])
    heat, goal, weight = targets(boxes, np.array([0, 1]), 2, (8, 8))
    assert (heat == 1).sum(axis=(1, 2)).tolist() == [1, 1]
    assert goal[:, 4, 4].tolist() == [28, 28, 40, 40]
    assert goal[:, 2, 4].tolist() == [0, 0, 64, 64]
    assert weight[0, 0] == 0
    none = targets(np.zeros((0, 4)), np.zeros(0, int), 2, (8, 8))
    assert not any(part.any() for part in none)


def test_the_loss_is_least_at_the_truth():
    import torch

    from ml_backend.vision.finder import as_boxes, loss, targets

    heat, goal, weight = (torch.from_numpy(t)[None] for t in targets(np.array([[8.0, 8.0, 40.0, 32.0]]), np.array([0]), 1, (8, 8)))
    sides = torch.zeros(1, 4, 8, 8)
    places = as_boxes(sides)
    right = torch.cat([places[:, :2] - goal[:, :2], goal[:, 2:] - places[:, 2:]], dim=1)
    sure = torch.where(heat == 1, 9.0, -9.0)
    best = loss(sure, right, (heat, goal, weight))
    assert float(best[1]) == pytest.approx(0, abs=1e-5)
    assert float(loss(-sure, right, (heat, goal, weight))[0]) > 100 * float(best[0])
    assert float(loss(sure, right + 8, (heat, goal, weight))[1]) > 0.2


def test_scores_become_shares_of_right_boxes():
    rng = np.random.default_rng(0)
    raw = rng.uniform(0.05, 0.95, 4000)
    hit = rng.uniform(size=4000) < raw**2  # a finder that is too sure
    told = calibrate.apply(raw, calibrate.fit(raw, hit))
    for low in (0.1, 0.4, 0.7):
        there = (told >= low) & (told < low + 0.1)
        assert abs(told[there].mean() - hit[there].mean()) < 0.08
    assert (np.argsort(told) == np.argsort(raw)).all()
    assert calibrate.fit(raw[:30], hit[:30]) == (1.0, 0.0)


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """One training for all that look at what came of it."""
    from ml_backend.settings import Settings
    from ml_backend.store import Store

    settings = Settings(tmp_path_factory.mktemp("data"), threads=1)
    store = Store(settings.store)
    examples = boxed({"train": 20, "dev": 10, "test": 6})
    chosen = Training("", options={"size": 96, "epochs": 12})
    events = list(loop.train(examples, BOXES, project="p", store=store, settings=settings, training=chosen))
    return settings, store, examples, events


def test_it_finds_what_it_was_taught(work):
    _, store, _, events = work
    metrics = events[-1]["metrics"]
    assert events[-1]["event"] == "done"
    assert metrics["on"] == "test"
    assert metrics["ap50"]["value"] > 0.8
    losses = [e["value"] for e in events if e["event"] == "metric" and e["name"] == "loss"]
    assert losses[-1] < losses[0] / 2
    manifest = store.load("p").manifest
    assert manifest["classes"] == ["red", "blue"]
    assert manifest["examples"] == {"train": 20, "dev": 10, "test": 6, "boxes": {"red": 20, "blue": 20}}
    shares = [e["progress"] for e in events if e["event"] == "progress"]
    assert shares == sorted(shares)


def test_it_says_boxes_in_percent_as_label_studio_has_them(work):
    settings, store, examples, _ = work
    version = store.load("p")
    (said,) = loop.say(version, [examples[-1].inputs], settings)
    assert {b.label for b in said.answer} == {"red", "blue"}
    assert all(0 <= b.x <= 100 and 0 <= b.y <= 100 and 0 < b.score <= 1 for b in said.answer)
    regions = BOXES.result(said.answer, examples[-1].inputs, said.score)
    assert all(r["type"] == "rectanglelabels" and r["value"].keys() >= {"x", "y", "width", "height", "rectanglelabels"} for r in regions)
    again = loop.say(version, [examples[-1].inputs, examples[0].inputs], settings)
    assert [b.label for b in again[0].answer] == [b.label for b in said.answer]


def test_one_who_stops_listening_leaves_nothing_behind(backend, store):
    events = loop.train(
        boxed({"train": 12}), BOXES, project="q", store=store, settings=backend, training=Training("", options={"size": 64, "epochs": 50})
    )
    while next(events)["event"] != "metric":
        pass
    events.close()
    assert store.names("q") == []


def test_what_cannot_be_learned_is_said_first(backend, store, monkeypatch):
    def begin(examples, **options):
        return list(loop.train(examples, BOXES, project="r", store=store, settings=backend, training=Training("", options=options)))

    with pytest.raises(Invalid, match="size must be a number"):
        begin(boxed({"train": 3}), size="big")
    with monkeypatch.context() as patch:
        patch.setattr(picture_boxes, "MOST", 1e-6)
        with pytest.raises(Refused, match="Take a smaller size"):
            list(picture_boxes.PictureBoxes().train(Work(boxed({"train": 3}), BOXES, Training(""), backend)))
    broken = boxed({"train": 2})[0]
    with pytest.raises(Invalid, match=r"pictures\[0\] cannot be read as a picture"):
        begin([type(broken)(("data:image/png;base64,AAAA",), (Box(1, 1, 5, 5, "red"),), "train")])
