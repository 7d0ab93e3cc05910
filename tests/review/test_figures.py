"""Published corpora give the published figures, by the very commands that stand in docs/figures.md."""

from __future__ import annotations

import json
import re
import shlex
import shutil

import pytest

from annotate.items import corpora
from annotate.review.management.commands import aggregate, agreement
from tests.conftest import ROOT
from tests.review.votes import run

HUTTO = {
    # corpus: κF, α nominal, α ordinal, α interval, items behind κF
    "amazon": (0.6913, 0.6913, 0.8292, 0.8204, 3708),
    "nyt": (0.3648, 0.3648, 0.5411, 0.5323, 5190),
    "tweets": (0.5332, 0.6265, 0.7879, 0.7835, 3200),
    "movies": (0.6774, 0.7219, 0.7841, 0.7983, 2220),
}
DOG = "DATA/truth_inference/dog/label.csv --item item --annotator worker --label label"
SENTIMENT = "DATA/truth_inference/d_sentiment/label.csv --item item --annotator worker --label label"
TREC = "DATA/truth_inference/trec/label.csv --item item --annotator worker --label label"
NLI = "DATA/klue_nli_dev/klue-nli-v1.1_dev.json --item guid --label author,label2,label3,label4,label5"
STS = "DATA/klue_sts_dev/klue-sts-v1.1_dev.json --item guid --annotator annotations.annotators --label annotations.annotations"
ACCEPTABLE = (
    "DATA/square_ood/response_test_ood_annotations.json --annotator 'raw_annotations.Q2: Acceptable or Non-acceptable.workerID' "
    "--label 'raw_annotations.Q2: Acceptable or Non-acceptable.acceptable?'"
)
SUBJECTIVE = (
    "DATA/square_ood/question_test_ood_annotations.json --annotator 'raw_annotations.Q2: Subjective or Objective.workerID' "
    "--label 'raw_annotations.Q2: Subjective or Objective.subjective?'"
)
CONVABUSE = "DATA/convabuse/ConvAbuseEMNLPfull.csv --item prev_agent,prev_user,agent,user --annotator annotator_id --label 'is_abuse.*'"
AGREEMENT = [
    (DOG, "fleiss_kappa", 0.5194),
    (SENTIMENT, "fleiss_kappa", 0.1493),
    (NLI, "fleiss_kappa", 0.839469),
    (NLI, "krippendorff_alpha", 0.839489),
    (f"{STS} --level ordinal", "krippendorff_alpha", 0.754138),
    (f"{STS} --level interval", "krippendorff_alpha", 0.752685),
    (ACCEPTABLE, "krippendorff_alpha", 0.3012),
    (SUBJECTIVE, "raw", 0.898),
    (SUBJECTIVE, "krippendorff_alpha", -0.0523),
    (SUBJECTIVE, "gwet_ac1", 0.8871),
    (CONVABUSE, "krippendorff_alpha", 0.4358),
    (f"{CONVABUSE} --level ordinal", "krippendorff_alpha", 0.6584),
    (f"{CONVABUSE} --level interval", "krippendorff_alpha", 0.7319),
]
GOLD = [
    (f"{DOG} --gold DATA/truth_inference/dog/truth.csv", 0.8222, 0.8426),
    (f"{SENTIMENT} --gold DATA/truth_inference/d_sentiment/truth.csv", 0.9335, 0.960),
    (f"{TREC} --gold DATA/truth_inference/trec/truth.csv", 0.6514, 0.7015),
]
DOCUMENTED = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")


def answer(command, line, data=""):
    return json.loads(run(command, *shlex.split(line.replace("DATA", str(data))), "--json")[0])


@pytest.fixture(scope="session")
def downloaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hutto2014")
    try:
        corpora.hutto2014("amazon", folder)
    except corpora.CorpusUnavailable as problem:
        pytest.skip(f"no package index can be reached: {problem.message}")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(HUTTO))
def test_sentiment_rated_by_many(name, downloaded, settings, tmp_path):
    settings.MALMOI_DATA = tmp_path
    shutil.copytree(downloaded, tmp_path / "cache")
    fleiss, *alphas, items = HUTTO[name]
    command = f"--corpus hutto2014/{name}"
    for level, alpha in zip(("nominal", "ordinal", "interval"), alphas, strict=True):
        found = answer(agreement.Command, f"{command} --draws 0 --level {level}")
        assert found["krippendorff_alpha"]["value"] == pytest.approx(alpha, abs=5e-5)
        if level == "nominal":
            assert found["fleiss_kappa"]["value"] == pytest.approx(fleiss, abs=5e-5)
            assert found["fleiss_kappa"]["items"] == items
    assert f"| {name} |" in DOCUMENTED


@pytest.mark.parametrize(("line", "statistic", "value"), AGREEMENT)
def test_agreement_of_published_corpora(line, statistic, value, real_data):
    found = answer(agreement.Command, f"{line} --draws 0", real_data)[statistic]["value"]
    assert found == pytest.approx(value, abs=5e-7 if len(str(value)) > 7 else 5e-5)


def test_why_nine_tenths_can_be_no_agreement(real_data):
    """Dealt out at random, the same labels agree as often."""
    found = answer(agreement.Command, f"{SUBJECTIVE} --draws 0", real_data)
    assert found["expected"]["shuffled"] == pytest.approx(0.9031, abs=5e-5)
    assert found["raw"]["value"] < found["expected"]["shuffled"]
    assert found["expected"]["balanced"] == pytest.approx(0.7961, abs=5e-5)
    assert all(value in DOCUMENTED for value in ("0.9031", "0.7961"))


def test_an_annotator_who_rates_again_agrees_with_themselves(real_data):
    out = run(agreement.Command, *shlex.split(CONVABUSE.replace("DATA", str(real_data))), "--draws", "0")[0]
    assert "self-agreement (kappa)         0.8233" in out


@pytest.mark.parametrize(("line", "shown"), [(SUBJECTIVE, "α nominal"), (NLI, "κF"), (f"{STS} --level ordinal", "α ordinal")])
def test_the_intervals_in_the_docs_are_those_of_seed_0(line, shown, real_data):
    found = answer(agreement.Command, f"{line} --seed 0", real_data)["fleiss_kappa" if shown == "κF" else "krippendorff_alpha"]
    numbers = re.findall(rf"{shown} (-?[\d.]+) \[(-?[\d.]+), (-?[\d.]+)\]", DOCUMENTED)
    bounds = (found["value"], found["low"], found["high"])
    assert any(all(f"{bound:.{len(n.split('.')[1])}f}" == n for bound, n in zip(bounds, told, strict=True)) for told in numbers)


@pytest.mark.parametrize(("line", "by_majority", "by_dawid_skene"), GOLD)
def test_aggregation_against_gold(line, by_majority, by_dawid_skene, real_data):
    for method, value in (("majority", by_majority), ("dawid-skene", by_dawid_skene)):
        assert answer(aggregate.Command, f"{line} --method {method}", real_data)["accuracy"] == pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize("line", [*dict.fromkeys(line for line, *_ in AGREEMENT), *(line for line, *_ in GOLD)])
def test_the_commands_stand_in_the_docs(line):
    assert line in " ".join(DOCUMENTED.split())
