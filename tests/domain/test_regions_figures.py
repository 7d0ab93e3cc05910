"""Real corpora: what is measured is what a plain count over every code point gives."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import combinations

import pytest

from domain.agreement.regions import measure_control
from tests.domain.regions_made import SPANS, answer, control, span

TRANSLATION = '<View><Text name="x" value="$text"/><TextArea name="t" toName="x"/></View>'


def read(path, **how):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, **how))


@pytest.mark.slow
def test_toxic_spans(real_data):
    """The folder holds 1,562 comments of the corpus, so these are the subset's own figures, not those of the whole set."""
    folder = real_data / "toxic_spans"
    texts = {row["comment_id"]: {"text": row["comment_text"]} for row in read(folder / "comments.csv")}
    marked = defaultdict(list)
    for row in read(folder / "spans.csv"):
        marked[row["annotation"]].append(span(int(row["start"]), int(row["end"]), row["type"]))
    given = read(folder / "annotations.csv")
    rows = [(one["comment_id"], one["worker"], marked[one["annotation"]], texts[one["comment_id"]]) for one in given]
    found = measure_control(control(SPANS), rows, rng=None, draws=0)
    plain = counted(rows)
    for name, expected in plain.items():
        assert found[name]["value"] == pytest.approx(expected, abs=1e-12)
    assert {name: round(value, 4) for name, value in plain.items()} == {
        "exact_f1": 0.2323,
        "character_f1": 0.1496,
        "place_f1": 0.2131,
        "exact_f1_mean": 0.3801,
        "character_f1_mean": 0.4227,
    }


def counted(rows):
    """The same by sets of code points, one by one."""
    by_item = defaultdict(list)
    for item, _, result, _ in rows:
        values = [one["value"] for one in result]
        ends = {(v["start"], v["end"], v["labels"][0]) for v in values}
        letters = {(place, v["labels"][0]) for v in values for place in range(v["start"], v["end"])}
        by_item[item].append((ends, letters, {place for place, _ in letters}, {one[:2] for one in ends}))
    sums = defaultdict(lambda: [0.0, 0.0])

    def add(name, above, below):
        sums[name][0] += above
        sums[name][1] += below

    for of in by_item.values():
        for a, b in combinations(of, 2):
            for name, which in (("exact_f1", 0), ("character_f1", 1), ("place_f1", 2)):
                add(name, 2 * len(a[which] & b[which]), len(a[which]) + len(b[which]))
            for name, which in (("character_f1_mean", 2), ("exact_f1_mean", 3)):
                total = len(a[which]) + len(b[which])
                add(name, 2 * len(a[which] & b[which]) / total if total else 1, 1)
    return {name: above / below for name, (above, below) in sums.items()}


def test_translations_by_ten_people_are_nearer_to_each_other_than_to_other_sentences(real_data):
    given = read(real_data / "crowdwsa2019" / "CrowdWSA2019_T1_label_anonymous.tsv", delimiter="\t", quoting=csv.QUOTE_NONE)

    def measured(item_of):
        said = [[answer("t", "text", [one["workeranswer"]], "textarea")] for one in given]
        rows = [(item_of(n, one), one["worker"], result, None) for n, (one, result) in enumerate(zip(given, said, strict=True))]
        return measure_control(control(TRANSLATION), rows, rng=None, draws=0)

    same = measured(lambda n, one: one["sentence"])
    mixed = measured(lambda n, one: n % 100)
    assert same["items"] == 100
    assert 0.3 < same["cer"]["value"] < mixed["cer"]["value"]
    assert same["wer"]["value"] < mixed["wer"]["value"] - 0.2
    assert same["cer"]["value"] < same["wer"]["value"]
