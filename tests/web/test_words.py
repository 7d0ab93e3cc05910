"""What the model half offers has words of the interface, in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from annotate.web import balance_words, progress_words, words
from domain.export_forms import REASONS
from ml_backend import augment
from ml_backend.learners.registry import LEARNERS


def test_every_learner_is_told():
    assert set(LEARNERS) <= set(words.LEARNERS)


def test_every_way_of_changing_is_told():
    assert set(augment.names()) == set(balance_words.AUGMENTERS)


def test_every_reason_not_to_export_is_told():
    from annotate.web.export_words import WHY_NOT

    assert set(REASONS) <= set(WHY_NOT)


@pytest.mark.parametrize("said", [*words.LEARNERS.values(), *((one, "") for one in balance_words.AUGMENTERS.values())])
def test_in_korean(said):
    with translation.override("ko"):
        assert all(not str(one) or any("가" <= letter <= "힣" for letter in str(one)) for one in said)


ROOT = Path(__file__).parents[2]


def reported() -> Iterator[tuple[str, str]]:
    """(where, an example of what is said) of every sentence that the stages and the model half write about how far a job is."""
    for path in [*(ROOT / "annotate").rglob("*.py"), *(ROOT / "ml_backend").rglob("*.py")]:
        if "simulation" in path.parts:  # a command says it, to who reads English
            continue
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in ("report", "protocol.progress") and len(call.args) > 1:
                said = call.args[1]
                for one in (said.body, said.orelse) if isinstance(said, ast.IfExp) else (said,):
                    if example := _example(one):
                        yield f"{path.relative_to(ROOT)}:{call.lineno}", example


def _example(said: ast.expr) -> str | None:
    if isinstance(said, ast.Constant):
        return str(said.value)
    if not isinstance(said, ast.JoinedStr):
        return None
    fields = iter(range(1, 20))
    shown = lambda part: "text" if ast.unparse(part.value).endswith((".medium", ".looks_at", ".of")) else str(next(fields))  # noqa: E731
    return "".join(str(part.value) if isinstance(part, ast.Constant) else shown(part) for part in said.values)


def test_how_far_a_job_is_is_said_in_korean():
    found = dict(reported())
    assert len(found) > 40
    with translation.override("ko"):
        korean = {where: progress_words.said(example) for where, example in found.items()}
    assert [where for where, said in korean.items() if not any("가" <= letter <= "힣" for letter in said)] == []
    with translation.override("en"):
        assert {where: progress_words.said(example) for where, example in found.items()} == found


def test_what_is_none_of_these_is_said_as_it_is():
    with translation.override("ko"):
        assert progress_words.said("The disk is full: 3 MB left.") == "The disk is full: 3 MB left."
        assert progress_words.said("20 of 1,000 pictures can be compared.").startswith("이미지")
