"""Preparing, encoding, caching and weighing texts."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfTransformer

from domain.errors import Invalid
from ml_backend.features import Rows, Vectoriser, available, concatenate, encoder, names
from ml_backend.features.cache import Cache
from ml_backend.features.preprocess import preprocess
from ml_backend.features.vectorise import fit_idf, weigh

TEXTS = ["영화가 정말 재미있었다", "정말 재미없는 영화", "👩‍👩‍👧 family", "e\u0301te\u0301", "שלום עולם", "", " ", "a" * 9000, "x\ud800y"]


@given(st.text())
def test_preparing_twice_changes_nothing_more(text):
    once = preprocess(text)
    assert preprocess(once) == once
    assert len(once) <= 4000


def test_jamo_and_syllables_are_the_same_text_but_case_and_emoji_stay():
    assert preprocess(unicodedata.normalize("NFD", "한국어")) == "한국어"
    assert preprocess(" A\u00a0b\n\tC 👩‍👩‍👧! ") == "A b C 👩‍👩‍👧!"


def test_settings_of_an_older_version_are_honoured():
    assert preprocess(" a  b ", {"whitespace": "keep"}) == " a  b "


@pytest.mark.parametrize("name", [n for n in names() if n != "transformer"])
def test_contract_of_every_encoder(name, backend):
    if not available(name, backend):
        pytest.skip(f"the package of '{name}' is not installed")
    one = encoder(name, backend)
    found = one.encode([t for t in TEXTS if "\ud800" not in t])
    assert found.shape == (len(TEXTS) - 1, one.dim)
    assert found.dtype == np.float32
    values = found.data if one.sparse else found
    assert np.isfinite(values).all()
    assert one.encode([]).shape == (0, one.dim)
    single = one.encode([TEXTS[0]])
    difference = abs(single - found[:1]).max()
    assert difference < 2e-3  # a text's features do not hang on its neighbours in the batch
    assert one.version


def test_the_sentence_encoder_knows_korean_and_english(backend):
    pairs = [("나는 고양이를 좋아한다", "I like cats"), ("오늘 날씨가 춥다", "It is cold today"), ("기차가 늦었다", "The train was late")]
    korean, english = (encoder("use", backend).encode([p[i] for p in pairs]) for i in (0, 1))
    assert (korean @ english.T).argmax(axis=1).tolist() == [0, 1, 2]


@pytest.mark.parametrize("spec", ["nothing", "use+nothing", "char+char", "", "transformer"])
def test_an_encoder_that_is_not_there_is_named(spec, backend):
    with pytest.raises(Invalid) as caught:
        Vectoriser(spec, backend)
    assert "encoder" in caught.value.fields


def test_every_odd_text_gets_features(backend):
    rows = Vectoriser("use+char", backend).rows(TEXTS)
    assert len(rows) == len(TEXTS)
    assert np.isfinite(rows.dense).all()


def test_answers_do_not_depend_on_the_cache(backend):
    texts = TEXTS[:5]
    cold = Vectoriser("use", backend).rows(texts)
    warm = Vectoriser("use", backend).rows(texts[::-1])
    bare = Vectoriser("use", backend, cached=False).rows(texts)
    assert (cold.dense == warm.dense[::-1]).all()
    assert abs(cold.dense - bare.dense).max() < 1e-3


def test_the_cache_encodes_each_different_text_once(tmp_path):
    asked = []

    def compute(texts):
        asked.extend(texts)
        return np.array([[len(t), 0.1] for t in texts], np.float32)

    cache = Cache(tmp_path, "key")
    first = cache.get(["a", "bb", "a"], 2, compute)
    again = Cache(tmp_path, "key").get(["bb", "ccc"], 2, compute)
    assert asked == ["a", "bb", "ccc"]
    assert first[:, 0].tolist() == [1, 2, 1]
    assert (again[0] == first[1]).all()
    other = Cache(tmp_path, "another key").get(["a"], 2, compute)
    assert asked[-1] == "a"
    assert other.shape == (1, 2)


def test_a_cache_of_another_width_is_not_believed(tmp_path):
    Cache(tmp_path, "key").get(["a"], 2, lambda texts: np.zeros((len(texts), 2), np.float32))
    found = Cache(tmp_path, "key").get(["a"], 3, lambda texts: np.ones((len(texts), 3), np.float32))
    assert found.tolist() == [[1, 1, 1]]


def test_two_processes_may_fill_one_cache(tmp_path):
    code = (
        "import sys, numpy as np; from pathlib import Path; from ml_backend.features.cache import Cache\n"
        "c = Cache(Path(sys.argv[1]), 'k')\n"
        "def compute(texts): return np.array([[int(x) % 1000, 1] for x in texts], 'f')\n"
        "for i in range(0, 3000, 100): c.get([str(i + j) for j in range(100)], 2, compute)\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)]) for _ in range(2)]
    assert [p.wait() for p in running] == [0, 0]

    def never(texts):
        raise AssertionError("was cached")

    assert Cache(tmp_path, "k").get([str(i) for i in range(3000)], 2, never)[:, 0].tolist() == [i % 1000 for i in range(3000)]


def test_pieces_join_to_the_whole(backend):
    vectoriser = Vectoriser("use+char", backend)
    texts = [f"text {i}" for i in range(7)]
    whole, joined = vectoriser.rows(texts), concatenate(list(vectoriser.chunks(texts, 3)))
    assert abs(whole.dense - joined.dense).max() < 1e-3
    assert (whole.sparse != joined.sparse).nnz == 0


def test_weights_are_those_of_scikit_learn(backend):
    rows = Vectoriser("char", backend).rows(["abc abd", "abc", "xyz zz 한글"])
    ours = weigh(rows, fit_idf(rows)).sparse
    theirs = TfidfTransformer().fit_transform(rows.sparse)
    columns = fit_idf(rows)[0]
    assert abs(ours - theirs[:, columns]).max() < 1e-6
    unseen = weigh(Vectoriser("char", backend).rows(["한 ㅎㅎㅎ"]), fit_idf(rows))
    assert unseen.sparse.shape == (1, len(columns))
    assert np.isfinite(unseen.sparse.data).all()


def test_distances_have_length_one_also_for_sparse_features(backend):
    points = Vectoriser("char", backend).rows(["aaa", "aaa", "한국어 문장"]).for_distance()
    assert np.linalg.norm(points, axis=1) == pytest.approx([1, 1, 1])
    assert (points[0] == points[1]).all()
    assert abs(points[0] @ points[2]) < 0.5


def test_rows_are_taken_by_index():
    rows = Rows(dense=np.arange(6, dtype=np.float32).reshape(3, 2))
    assert rows[np.array([2, 0])].dense.tolist() == [[4, 5], [0, 1]]


def test_a_transformer_from_a_local_folder(backend, tmp_path):
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "film"]))
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(vocab_size=8, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
    BertModel(config).save_pretrained(folder)
    one = encoder("transformer", replace(backend, transformer=str(folder)))
    found = one.encode(["good film", "bad", "good film"])
    assert found.shape == (3, 16)
    assert found[0] == pytest.approx(found[2])
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    with pytest.raises(Invalid, match="cannot be loaded"):
        encoder("transformer", replace(backend, transformer=str(tmp_path / "nothing")))
