"""The comparison from which the default encoder was chosen can be run by anyone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ml_backend.compare_encoders import main
from tests.ml_backend.conftest import corpus

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"


def test_a_table_for_a_csv_of_ones_own(tmp_path, capsys):
    path = tmp_path / "mine.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *corpus(200)])
    assert main(["--csv", str(path), "--encoders", "char", "--draws", "1", "--store", str(tmp_path)]) == 0
    last = capsys.readouterr().out.strip().splitlines()[-1].split("|")
    assert last[1:3] == [" mine (150/50) ", " char "]
    assert 0.8 < float(last[6]) <= 1


def test_an_unknown_encoder_is_said(tmp_path, capsys):
    path = tmp_path / "mine.csv"
    path.write_text("text,label\na,x\nb,y\n")
    assert main(["--csv", str(path), "--encoders", "best", "--store", str(tmp_path)]) == 1
    assert "no encoder 'best'" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(not (DATA / "sms_spam").is_dir(), reason="the corpora of ../shared/data are not here")
def test_the_sms_corpus_is_learned(tmp_path, capsys):
    """Spam is 13 %: saying "ham" always gives .866; a linear model on character n-grams alone is near .98."""
    assert main(["--data", str(DATA), "--corpora", "sms_spam", "--encoders", "char", "--draws", "1", "--store", str(tmp_path)]) == 0
    assert float(capsys.readouterr().out.strip().splitlines()[-1].split("|")[6]) > 0.97
