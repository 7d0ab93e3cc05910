"""The linear tagger: the chain's sums are right, and it learns Korean and English from few examples."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.optimize import check_grad
from scipy.sparse import random as sparse_random

from domain.errors import Invalid
from domain.learnable import Example, Span
from ml_backend.spans import crf
from ml_backend.spans.features import matrix
from ml_backend.spans.tagger import Tagger, fit_tagger
from ml_backend.spans.units import units
from tests.ml_backend.tiny import last, visits

LABELS = ["person", "place"]


def chain(seed: int = 0, lengths=(3, 1, 4)):
    rng = np.random.default_rng(seed)
    table = sparse_random(sum(lengths), 6, 0.5, format="csr", dtype=np.float32, random_state=rng)
    goal = np.concatenate([[1, *([2] * (n - 1))] for n in lengths])
    return table, goal, crf.Chains(lengths), rng


def test_the_slope_is_that_of_the_loss():
    table, goal, chains, rng = chain()
    objective = crf._Objective(table.astype(np.float64), goal, chains, 2, np.array([1.0, 1, 1, 2, 3, 3, 3, 3]), 0.3, lambda loss: None)
    at = rng.normal(size=objective.size)
    apart = check_grad(lambda x: objective(x)[0], lambda x: objective(x)[1], at, epsilon=1e-3)
    assert apart < 0.02 * np.linalg.norm(objective(at)[1])


def test_the_sum_over_all_paths_is_that_of_counting_them():
    rng = np.random.default_rng(1)
    scores = rng.normal(size=(3, 5))
    first, pairs = (np.exp(f) for f in crf.forbidden(2))
    log_z, marginal, _, pair_sum = crf._passes(scores, first, pairs, crf.Chains([3]))
    worth = {
        path: np.exp(scores[range(3), path].sum()) * first[path[0]] * pairs[path[0], path[1]] * pairs[path[1], path[2]]
        for path in itertools.product(range(5), repeat=3)
    }
    total = sum(worth.values())
    assert log_z == pytest.approx(np.log(total))
    assert marginal[1, 3] == pytest.approx(sum(w for p, w in worth.items() if p[1] == 3) / total)
    assert pair_sum[3, 4] == pytest.approx(
        sum(w * ((p[0], p[1]) == (3, 4)) + w * ((p[1], p[2]) == (3, 4)) for p, w in worth.items()) / total
    )
    assert marginal.sum(axis=1) == pytest.approx(np.ones(3))


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return last(fit_tagger(visits(40), LABELS))[1]


def test_it_learns_from_forty_sentences(tagger):
    rows = visits(40, 2)
    said = tagger.spans([e.inputs[0] for e in rows])
    exact = [{Span(s.start, s.end, s.label) for s in a} == set(e.answer) for a, e in zip(said, rows, strict=True)]
    assert np.mean(exact) > 0.9


def test_how_sure_it_is_lies_in_the_score(tagger):
    known, strange = tagger.said([visits(1, 3)[0].inputs[0], "zzz qqq 박 씨 서울 zz"])
    assert 0.5 < known[1] <= 1
    assert strange[1] < known[1]
    assert known[1] == pytest.approx(min([known[1], *(s.score for s in known[0])]))


def test_the_same_examples_give_the_same_tagger_and_it_is_kept_whole(tagger):
    again = last(fit_tagger(visits(40), LABELS))[1]
    assert all((a == b).all() for a, b in zip(tagger.arrays().values(), again.arrays().values(), strict=True))
    texts = [e.inputs[0] for e in visits(5, 9)] + ["", "   "]
    assert Tagger.from_arrays(LABELS, tagger.arrays()).said(texts) == tagger.said(texts)
    assert tagger.said(["", "  "]) == [((), 1.0), ((), 1.0)]


def test_a_weight_counts_like_copies():
    rows = visits(12)
    doubled = [Example(e.inputs, e.answer, weight=2.0) for e in rows[:4]] + rows[4:]
    copied = rows[:4] + rows[:4] + rows[4:]
    one, two = (last(fit_tagger(r, LABELS, penalty=1.0, steps=200))[1] for r in (doubled, copied))
    text = [visits(1, 5)[0].inputs[0]]
    assert one.said(text)[0][1] == pytest.approx(two.said(text)[0][1], abs=0.02)


def test_nothing_marked_is_nothing_to_learn():
    with pytest.raises(Invalid, match="mark some first"):
        last(fit_tagger([Example(("a",), ())], LABELS))


def test_features_of_a_text_do_not_depend_on_the_others():
    texts = ["박씨는 서울에 갔다", "김씨는 부산에 갔다"]
    cut = [units(t) for t in texts]
    both, columns = matrix(texts, cut)
    alone = matrix(texts[1:], cut[1:], columns)[0]
    assert (both[len(cut[0]) :] != alone).nnz == 0
