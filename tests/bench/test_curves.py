"""The tables of docs/simulations.md say what stands in the records."""

from __future__ import annotations

import pytest

from bench import curves
from domain import sampling
from ml_backend.simulation import Simulation
from ml_backend.simulation.corpora import PUBLISHED


def record() -> dict:
    setting = {"pool": 900, "test": 100, "kind": "text", "classes": ["a", "b"], "encoder": "char", "split": "drawn for each seed"}
    slow = [[(100, 0.5, 0.4), (200, 0.96, 0.9)], [(100, 0.5, 0.4), (200, 0.9, 0.8)]]
    quick = [[(100, 0.96, 0.9), (200, 0.97, 0.95)], [(100, 0.9, 0.8), (200, 0.97, 0.96)]]
    points = {"random": slow, "margin": quick, "modal.margin": quick}
    return Simulation(setting, points, [(1.0, 1.0), (1.0, 1.0)]).as_dict()


def test_a_section_has_the_command_the_picture_and_every_strategy():
    said = curves.section("sms_spam", record())
    assert "manage.py simulate sms_spam" in said
    assert "(curves/sms_spam-95.svg)" in said
    assert "With every label: macro F1 1.000, accuracy 1.000" in said
    rows = [line for line in said.splitlines() if line.startswith("| ")][1:]
    assert len(rows) == 6
    # 95 % of accuracy 1: random gets there in one seed of two, so its median seed does not.
    assert "| random | accuracy | 0.930 ± 0.042 | not reached | 198, – |  |" in rows
    assert "| margin | accuracy | 0.970 ± 0.000 | 136 | 100, 171 | **0.68** (0.51 to 0.86; at most, in 1) |" in rows
    assert any(row.startswith("| modal.margin (as margin) |") for row in rows)


@pytest.mark.parametrize("name", curves.PLAN)
def test_the_plan_names_what_there_is(name):
    words = curves.command(name, "DATA")
    assert words[2].split("/")[0] in {*PUBLISHED, "hutto2014"}
    named = words[words.index("--strategy") + 1].split(",")
    assert "random" in named
    assert all(n in sampling.names() or n.startswith(("small_text.", "modal.")) for n in named)
