"""The loop replayed on labels that exist."""

from __future__ import annotations

import io
import json
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from domain import sampling
from domain.errors import Invalid
from ml_backend.simulation import Guest, figure, report, simulate
from ml_backend.simulation.play import Season
from tests.ml_backend.conftest import corpus


def play(backend, rows=None, votes=None, **more):
    rows = rows or corpus(240, ("good", "bad", "so-so"))
    setting = {"strategies": ("margin", "random"), "seeds": 2, "budget": 60, "start": 20, "step": 20} | more
    return simulate([t for t, _ in rows], votes or [label for _, label in rows], **({"encoder": "char", "settings": backend} | setting))


def test_curves_have_the_asked_points_and_rise(backend):
    found = play(backend)
    assert set(found.points) == {"margin", "random"}
    for runs in found.points.values():
        assert [[p[0] for p in run] for run in runs] == [[20, 40, 60]] * 2
        for run in runs:
            assert run[-1][1] > run[0][1] - 0.1
            assert run[-1][1] > 0.6


def test_all_strategies_of_a_seed_begin_alike_and_seeds_differ(backend):
    found = play(backend, strategies=("margin", "entropy", "least_confidence", "diversity", "random"))
    for seed in range(2):
        assert len({runs[seed][0] for runs in found.points.values()}) == 1
    assert found.points["random"][0] != found.points["random"][1]


def test_every_strategy_finds_all_that_it_looks_at(backend):
    found = play(backend, strategies=tuple(sampling.names()), seeds=1)
    assert {name: [p[0] for p in runs[0]] for name, runs in found.points.items()} == dict.fromkeys(sampling.names(), [20, 40, 60])
    others = {name: runs[0] for name, runs in found.points.items() if name != "random"}
    assert all(run[0] == found.points["random"][0][0] for run in others.values())


def test_the_same_again_gives_the_same(backend):
    assert play(backend).as_dict() == play(backend).as_dict()


def test_the_budget_is_met_exactly_also_when_steps_do_not_fit(backend):
    assert [p[0] for p in play(backend, budget=50, step=20).points["random"][0]] == [20, 40, 50]


def test_uncertainty_saves_labels_where_a_class_is_rare(backend):
    """99 of 100 common texts say nothing new: the strategy must go looking for the rare class."""
    common = corpus(500, ("good",))
    rare = corpus(60, ("bad",), seed=1)
    rows = [pair for i in range(0, 500, 25) for pair in (*common[i : i + 25], *rare[i * 3 // 25 : i * 3 // 25 + 3])]
    found = play(backend, rows, budget=120, start=20, step=10, seeds=3, random_share=0.0)
    final = {name: sum(run[-1][2] for run in runs) / 3 for name, runs in found.points.items()}
    assert final["margin"] >= final["random"]
    assert found.saved("macro_f1")["margin"]["labels"] < 120


def test_raters_as_the_oracle(backend):
    rows = corpus(240)
    votes = [[label] * 4 + ["bad" if label == "good" else "good"] for _, label in rows]
    majority = play(backend, rows, votes)
    assert majority.setting["oracle"] == "majority"
    one = play(backend, rows, votes, oracle="rater")
    clean = play(backend, rows)
    assert majority.points == clean.points  # the majority is the label itself
    assert one.points != clean.points
    assert one.points["random"][0][-1][1] <= clean.points["random"][0][-1][1] + 0.1


def test_tied_test_items_and_texts_without_votes_are_left_out_and_said(backend):
    rows = corpus(240)
    votes = [["good", "bad"] if i % 5 == 0 else [] if i % 7 == 0 else [label] for i, (_, label) in enumerate(rows)]
    notes = " ".join(play(backend, rows, votes).notes)
    assert "texts without any vote" in notes
    assert "raters tie" in notes


def test_test_items_are_never_asked_about(backend):
    """Near-duplicates of one text stay on one side: with every text there twice, the pool and the test set share no group."""
    rows = corpus(120)
    twice = rows + [(t.upper() + "!", label) for t, label in rows]
    found = play(backend, twice)
    assert found.setting["pool"] % 2 == 0
    assert found.setting["test"] % 2 == 0


def test_a_test_file_and_what_it_shares_with_the_pool(backend):
    rows = corpus(200)
    found = play(backend, rows, test=([t for t, _ in rows[:50]], [label for _, label in rows[:50]]))
    assert (found.setting["pool"], found.setting["test"]) == (150, 50)
    assert "50 texts that also stand in the test file" in found.notes[0]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"budget": 10_000}, "budget is 10000"),
        ({"strategies": ("best",)}, "Known: random"),
        ({"strategies": ("margin", "margin")}, "once"),
        ({"oracle": "teacher"}, "oracle"),
        ({"start": 1}, "start 2 or more"),
        ({"seeds": 0}, "seeds"),
        ({"encoder": "nothing"}, "nothing"),
        ({"votes": ["good"]}, "240 texts but 1 labels"),
        ({"votes": ["good"] * 240}, "same label 'good'"),
    ],
)
def test_what_cannot_be_played_is_refused(backend, more, words):
    with pytest.raises(Invalid, match=words):
        play(backend, **more)


def test_the_score_with_every_label_and_95_percent_of_it(backend):
    found = play(backend, full=True)
    assert len(found.full) == 2
    assert all(accuracy > 0.9 for accuracy, _ in found.full)
    reached = found.reached("macro_f1")
    assert set(reached) == {"margin", "random"}
    assert reached["margin"]["target"] == pytest.approx(0.95 * sum(f1 for _, f1 in found.full) / 2)
    assert len(reached["margin"]["ratios"]) == 2
    assert play(backend).reached() == {}


def test_each_seed_has_a_test_set_of_its_own_unless_one_is_given(backend, monkeypatch):
    seen = []
    monkeypatch.setattr(Season, "full", lambda season: seen.append(season.arena) or (1.0, 1.0))
    assert play(backend, full=True).setting["split"] == "drawn for each seed"
    assert set(seen[0].groups) != set(seen[1].groups)
    seen.clear()
    rows = corpus(40, seed=5)
    given = play(backend, full=True, test=([t for t, _ in rows], [label for _, label in rows]))
    assert given.setting["split"] == "given"
    assert len(seen) == 1  # nothing differs between the seeds, so it is trained once
    assert given.full == [(1.0, 1.0)] * 2


def test_batches_that_grow(backend):
    found = play(backend, strategies=("random",), seeds=1, start=20, step=10, growth=0.5, budget=100)
    assert [p[0] for p in found.points["random"][0]] == [20, 30, 45, 67, 100]


def test_a_guest_begins_like_the_others_and_sees_what_they_see(backend):
    sights = []

    def order(sight, n, rng):
        sights.append(sight)
        return np.argsort(np.abs(sight.probabilities[:, 0] - sight.probabilities[:, 1]), kind="stable")[:n]

    found = play(backend, strategies=("margin", "random"), guests=[Guest("theirs", order)], seeds=1, random_share=0.0)
    assert found.points["theirs"][0][0] == found.points["random"][0][0]
    assert found.setting["guests"] == ["theirs"]
    first = sights[0]
    assert len(first.asked_probabilities) == len(first.asked_features) == len(first.answers) == 20
    assert len(first.probabilities) == len(first.features) == found.setting["pool"] - 20
    np.testing.assert_allclose(np.linalg.norm(first.features, axis=1), 1, atol=1e-5)


def picture(bright: int, seed: int) -> bytes:
    out = io.BytesIO()
    noise = np.random.default_rng(seed).integers(0, 60, (16, 16), np.uint8)
    Image.fromarray(noise + np.uint8(bright)).save(out, "PNG")
    return out.getvalue()


def test_pictures(backend):
    rows = [(picture(150 * (i % 2), i), "light" if i % 2 else "dark") for i in range(60)]
    found = play(backend, rows, encoder="shape", budget=30, start=10, step=10, full=True)
    assert found.setting["kind"] == "picture"
    assert found.points["random"][0][-1][1] > 0.9
    assert "pictures to ask about" in report.table(found)


def test_the_report(backend, tmp_path):
    found = play(backend, full=True)
    text = report.table(found)
    assert "margin: random's accuracy at 60 labels" in text
    assert "With every label of the pool: macro F1" in text
    assert "random: median" in text
    assert "of random's labels" in text
    assert "macro F1" in text
    json.dumps(found.as_dict(), allow_nan=False)
    svg, png = tmp_path / "c.svg", tmp_path / "c.png"
    figure.draw(found, svg, png, title="말모이 곡선")
    assert ElementTree.parse(svg).getroot().tag.endswith("svg")
    assert png.read_bytes().startswith(b"\x89PNG")
    assert png.stat().st_size > 10_000


def test_without_random_nothing_is_said_about_saving(backend):
    found = play(backend, strategies=("margin",))
    assert found.saved() == {}
    assert "saved" not in report.table(found)
