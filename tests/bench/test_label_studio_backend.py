"""A real Label Studio with our model server, where one is installed; and the cases it is tried with are ones that can be learned."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bench.label_studio_backend import Report
from bench.label_studio_cases import CASES
from domain.learnable import learnable
from domain.schema import compile_config

PROGRAM = os.environ.get("MALMOI_LABEL_STUDIO", "")


@pytest.mark.slow
@pytest.mark.skipif(not PROGRAM, reason="MALMOI_LABEL_STUDIO does not name a label-studio 1.23 program of an environment of its own")
def test_a_real_label_studio():
    done = subprocess.run(
        [sys.executable, "-m", "bench.label_studio_backend", "--program", PROGRAM], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "FAILS" not in done.stdout


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_answers_fit_the_label_config(case):
    schema = compile_config(case.config)
    asked = learnable(schema)
    for task in case.tasks(10):
        assert schema.problems(task.result) == []
        assert asked.answer(task.result) is not None
        assert case.agrees(task.result, task.result)
        assert case.words(task.result)


def test_a_report_without_a_check_is_not_good():
    report = Report()
    assert not report.good
    report.check("case", "one thing", True)
    assert report.good
    report.check("case", "another", False)
    assert not report.good
