"""Fine-tuning a tagger: places are exact in code points, in Korean and beside emoji."""

from __future__ import annotations

import numpy as np
import pytest

from domain.learnable import Example, Span
from ml_backend.finetune import bases
from ml_backend.finetune.model import load, save
from ml_backend.finetune.pieces import finer, windows
from ml_backend.finetune.places import SpanTask
from ml_backend.finetune.run import fine_tune
from ml_backend.settings import Settings
from tests.ml_backend.tiny import RECIPE, last, settings, tiny, visits


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny(tmp_path_factory.mktemp("base") / "tiny")


@pytest.fixture(scope="module")
def made(folder, tmp_path_factory):
    own = settings(Settings(tmp_path_factory.mktemp("data")), folder)
    return last(fine_tune(visits(100), visits(40, 1), "spans", ["person", "place"], RECIPE, own))


def test_it_finds_places_it_was_not_shown(made):
    rows = visits(40, 2)
    said = made[1].tuned.spans([e.inputs[0] for e in rows])
    exact = [{Span(s.start, s.end, s.label) for s in a} == set(e.answer) for a, e in zip(said, rows, strict=True)]
    assert np.mean(exact) > 0.9
    assert all(0 < s.score <= 1 for some in said for s in some)


def test_it_is_read_back_with_its_own_pieces(made, tmp_path):
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    texts = [e.inputs[0] for e in visits(10, 3)]
    save(made[1].tuned, tmp_path / "m")
    assert load(tmp_path / "m", 1).spans(texts) == made[1].tuned.spans(texts)
    assert AutoTokenizer.from_pretrained(tmp_path / "m")("김철수씨는").input_ids == made[1].tuned.tokenizer("김철수씨는").input_ids
    config = AutoModelForTokenClassification.from_pretrained(tmp_path / "m").config
    assert list(config.id2label.values()) == ["O", "B-person", "I-person", "B-place", "I-place"]


def test_a_long_text_is_read_in_windows(made):
    """What is said far behind the greatest length is found as well as at the front."""
    one = visits(1, 4)[0]
    text = " ".join([one.inputs[0]] * 8)
    assert len(made[1].tuned.tokenizer(text).input_ids) > 3 * RECIPE.max_length
    found = made[1].tuned.spans([text])[0]
    assert sum(text[s.start : s.end] == "서울" or s.label == "place" for s in found) >= 7
    assert max(s.end for s in found) > len(text) - 20


def test_pieces_end_where_spans_may(folder):
    coarse = bases.load_tokenizer(str(folder))
    text = "김철수씨는 👍good서울에서 a\U0001f468‍\U0001f469b"
    for tokenizer, inside in ((coarse, False), (finer(coarse), True)):
        places = windows(tokenizer, [text], 32)[0][0][1]
        ends = {p[1] for p in places if p}
        assert (text.index("수") + 1 in ends, text.index("울") + 1 in ends) == (True, inside) if inside else (True, True)
        assert (text.index("👍") + 1 in ends) == inside


def test_numbers_of_pieces_stay(folder):
    coarse = bases.load_tokenizer(str(folder))
    fine = finer(coarse)
    assert "김철수" in coarse.get_vocab()
    assert "김철수" not in fine.get_vocab()
    assert all(coarse.get_vocab()[piece] == number for piece, number in fine.get_vocab().items())


def test_overlapping_and_inexact_spans_are_counted(folder):
    task = SpanTask(["a", "b"], finer(bases.load_tokenizer(str(folder))), 32)
    rows = [Example(("good film",), (Span(0, 9, "a"), Span(0, 4, "b"))), Example(("good film",), (Span(0, 3, "a"),))]
    lost = task.learn(rows, [], "")
    assert (lost.spans, lost.overlapping, lost.inexact) == (3, 1, 1)


def test_a_text_without_a_piece_has_no_spans(made):
    assert made[1].tuned.said(["", "   "]) == [((), 1.0), ((), 1.0)]


def test_half_a_surrogate_is_read(made):
    assert made[1].tuned.spans(["\ud83d 김철수씨는"]) is not None
