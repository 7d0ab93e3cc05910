"""What was generated is learned from and never judged by; what it was made from takes it along when it is held out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from domain.learnable import Example, Span, learnable
from domain.schema.compile import compile_config
from ml_backend.finetune import run as finetune_run
from ml_backend.learners import held_out, linear, linear_several, picture_boxes, spans_features, tuned
from ml_backend.learners.base import Work
from ml_backend.loop import train
from ml_backend.models import select
from ml_backend.training import Training
from tests.ml_backend.conftest import ASKED, examples

SEVERAL = learnable(
    compile_config(
        '<View><Text name="text" value="$text"/><Choices name="mood" toName="text" choice="multiple">'
        '<Choice value="good"/><Choice value="bad"/></Choices></View>'
    )
)


def with_children(n: int = 60) -> list[Example]:
    """Each text, and one generated from it, of the same group."""
    rows = examples(n, test=0)
    return rows + [replace(e, inputs=(e.inputs[0] + " !!",), generated=True) for e in rows]


@pytest.fixture
def judged(monkeypatch):
    """The examples that figures were made of."""
    seen: list[Example] = []
    for module, name in ((linear, "measure_labels"), (linear_several, "measure_sets")):
        measure = getattr(module, name)

        def spy(work: Work, chosen, *rest, measure=measure):
            seen.extend(work.examples[i] for i in chosen)
            return measure(work, chosen, *rest)

        monkeypatch.setattr(module, name, spy)
    return seen


def test_cross_validation_judges_by_what_people_wrote_alone(judged, store, backend):
    metrics = list(train(with_children(), ASKED, project="p", store=store, settings=backend))[-1]["metrics"]
    assert metrics["on"] == "cross-validation"
    assert len(judged) == metrics["items"] == 60
    assert not any(e.generated for e in judged)


def test_so_it_does_where_several_labels_are_learned(judged, store, backend):
    rows = [replace(e, answer=(str(e.answer),)) for e in with_children()]
    metrics = list(train(rows, SEVERAL, project="p", store=store, settings=backend))[-1]["metrics"]
    assert metrics["on"] == "cross-validation"
    assert len(judged) == metrics["items"] == 60
    assert not any(e.generated for e in judged)


def test_whose_parent_is_held_out_teaches_nothing_meanwhile(monkeypatch):
    """The children's features say which group they are of: no fold may have taught the groups that it judges."""
    from ml_backend.features.rows import Rows

    groups = np.array([f"g{i}" for i in range(30)] * 2)
    generated = np.repeat([False, True], 30)
    y = np.array([0, 1] * 15 * 2)
    rows = Rows(dense=np.arange(60, dtype=np.float32)[:, None])
    pairs = []
    fit_path = select.fit_path

    def spy(kept: Rows, *rest, **more):
        pairs.append(set(groups[kept.dense[:, 0].astype(int)]))
        return fit_path(kept, *rest, **more)

    monkeypatch.setattr(select, "fit_path", spy)
    choice = select.choose(rows, y, groups, 2, None, np.random.default_rng(0), held=~generated)
    assert sorted(choice.held_rows) == list(range(30))
    held = [set(part) for part in np.split(groups[choice.held_rows], np.cumsum([30 - len(p) for p in pairs])[:-1])]
    assert all(not (taught & judged) for taught, judged in zip(pairs, held, strict=True))


def test_a_generated_text_with_no_other_of_its_group_still_teaches(store, backend):
    rows = with_children()[:60] + [replace(e, group=f"alone{i}", generated=True) for i, e in enumerate(examples(30, test=0, seed=3))]
    metrics = list(train(rows, ASKED, project="p", store=store, settings=backend))[-1]["metrics"]
    assert metrics["items"] == 60


@pytest.mark.parametrize("hold", ["spans", "pictures", "boxes", "fine-tuning"])
def test_every_learner_that_holds_some_out_holds_out_no_generated_one(hold, backend):
    rows = with_children(800)
    work = Work(rows, ASKED, Training("char", seed=1), backend)
    if hold == "spans":
        work = replace(work, examples=[replace(e, answer=(Span(0, 3, "x"),)) for e in rows])
        learn = work.of("train")
        left, held = ([work.examples[i] for i in some] for some in spans_features._held_out(work, learn))
    elif hold == "fine-tuning":
        left, held = finetune_run._hold_out(rows, 1)
    else:
        enough, least = (tuned.DEV_ENOUGH, 10) if hold == "pictures" else (picture_boxes.DEV_ENOUGH, 2)
        left, held = ([rows[i] for i in some] for some in held_out.parts(work, enough, least * enough))
    assert held
    assert not any(e.generated for e in held)
    assert not {e.group for e in held} & {e.group for e in left}
    assert any(e.generated for e in left)
