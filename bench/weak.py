"""What a handful of rules is worth beside labels by people: `python -m bench.weak --data FOLDER [--json FILE]`.

Ten rules for each corpus, written from what such texts are like, before any figure was looked at, and not changed since. The rules see the
training part; a model learns from what they say together (each text weighed by its probability), and is judged on the test part beside the
same model taught with N labels of people drawn at random, mean and spread over seeds.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from domain import weak
from domain.evaluation import headline
from domain.weak import ABSTAINS, Row
from ml_backend.features import Rows, Vectoriser
from ml_backend.features.vectorise import fit_idf, weigh
from ml_backend.settings import Settings

BY_PEOPLE, WITH_RULES = (25, 50, 100, 200, 500, 1000, 2000), (100, 500)
SEEDS = 5
Rule = tuple[str, str, dict[str, Any]]


def words(label: str, text: str) -> Rule:
    return "keywords", label, {"words": text.split("|")}


def pattern(label: str, text: str) -> Rule:
    return "pattern", label, {"pattern": text}


RULES: dict[str, list[Rule]] = {
    "sms_spam": [
        words("spam", "free|freephone|complimentary"),
        words("spam", "win|won|winner|prize|award|awarded|cash|draw"),
        words("spam", "claim|urgent|guaranteed|selected|congratulations|congrats"),
        words("spam", "ringtone|ringtones|polyphonic|tones|mobile|camera phone"),
        pattern("spam", r"\b\d{5,}\b"),
        pattern("spam", r"www\.|https?:|\btxt\b|\bstop\b to|£\s?\d"),
        words("ham", "lol|haha|hehe|hey|hmm|ya|yeah|yup|ok|lor|lar|da"),
        words("ham", "home|dinner|lunch|sleep|bed|class|work|office|mom|dad|bus|house"),
        words("ham", "love|miss|sorry|hope|feel|thought|think|thk"),
        words("ham", "i'm|im|i'll|ill|i've|i am|gonna|wanna|me"),
    ],
    "nsmc": [
        pattern("1", r"최고|짱|굿|강추|꿀잼"),
        pattern("1", r"재미있|재밌|잼있"),
        pattern("1", r"감동|여운|눈물|울었"),
        pattern("1", r"좋았|좋은|좋아|좋다|좋네"),
        pattern("1", r"명작|수작|완벽|사랑|아름다"),
        pattern("0", r"쓰레기|최악|망작|졸작"),
        pattern("0", r"재미없|노잼|재미도 없|핵노잼"),
        pattern("0", r"지루|졸려|졸았|따분|하품"),
        pattern("0", r"아깝|아까|낭비|환불"),
        pattern("0", r"별로|실망|유치|억지|못 보겠|못보겠"),
    ],
}
LABELS = {"sms_spam": ("ham", "spam"), "nsmc": ("0", "1")}


def sms_spam(data: Path) -> tuple[list[str], list[str], list[str], list[str]]:
    lines = (data / "sms_spam" / "SMSSpamCollection").read_text("utf-8").splitlines()
    rows = [line.split("\t", 1) for line in lines]
    order = np.random.default_rng(0).permutation(len(rows))
    test, train = order[:1115], order[1115:]
    return [rows[i][1] for i in train], [rows[i][0] for i in train], [rows[i][1] for i in test], [rows[i][0] for i in test]


def nsmc(data: Path) -> tuple[list[str], list[str], list[str], list[str]]:
    def part(name: str) -> tuple[list[str], list[str]]:
        rows = [line.split("\t") for line in (data / "nsmc" / f"ratings_{name}.txt").read_text("utf-8").splitlines()[1:]]
        return [row[1] for row in rows], [row[2] for row in rows]

    return *part("train"), *part("test")


READ: dict[str, Callable[[Path], tuple[list[str], list[str], list[str], list[str]]]] = {"sms_spam": sms_spam, "nsmc": nsmc}


def measure(name: str, data: Path) -> dict[str, Any]:
    texts, truth, test_texts, test_truth = READ[name](data)
    labels = LABELS[name]
    y, test_y = (np.array([labels.index(one) for one in some]) for some in (truth, test_truth))
    votes = np.stack([_votes(rule, texts, labels) for rule in RULES[name]], axis=1)
    found = weak.patterns(votes)
    by_model, by_majority = weak.combine(found, 2), weak.combine(found, 2, method="majority")
    told: dict[str, Any] = {"corpus": name, "train": len(texts), "test": len(test_texts)}
    told["rules"] = [
        {"rule": RULES[name][j][2].get("pattern") or "|".join(RULES[name][j][2]["words"]), "label": RULES[name][j][1]}
        | {"coverage": of.coverage, "conflict": of.conflict / max(1, of.covered), "right": right["value"], "estimated": float(estimated)}
        for j, (of, right, estimated) in enumerate(zip(weak.figures(found), weak.rights(votes, y), by_model.accuracies, strict=True))
    ]
    told["prior"] = {how: _prior(one, y) for how, one in (("model", by_model), ("majority", by_majority))}
    settings = Settings(Path(tempfile.gettempdir()) / "malmoi-bench", encoder="char", threads=1)
    raw, test_raw = (Vectoriser("char", settings).rows(some) for some in (texts, test_texts))
    judge = lambda rows, of, weights=None: _taught(raw, test_raw, test_y, rows, of, weights)  # noqa: E731
    told["taught"] = _all_taught(by_model, by_majority, y, judge)
    return told


def _votes(rule: Rule, texts: list[str], labels: tuple[str, ...]) -> np.ndarray:
    kind, label, settings = rule
    labeller = weak.labeller(kind, weak.check(kind, settings, label, labels), label)
    return np.array([ABSTAINS if labeller(Row(text)) is None else labels.index(label) for text in texts], np.int8)


def _prior(one: weak.Combined, y: np.ndarray) -> dict[str, float]:
    has = one.label != ABSTAINS
    return {"coverage": float(has.mean()), "right": float((one.label[has] == y[has]).mean()), "says": float(one.probability[has].mean())}


def _all_taught(by_model: weak.Combined, by_majority: weak.Combined, y: np.ndarray, judge: Callable) -> list[dict[str, Any]]:
    rows = []
    for how, one in (("rules, weighed", by_model), ("rules, majority", by_majority)):
        has = np.flatnonzero(one.label != ABSTAINS)
        rows.append({"how": how, "labels": 0, "texts": len(has), "scores": [judge(has, one.label[has], one.probability[has])]})
    has = np.flatnonzero(by_model.label != ABSTAINS)
    for n in BY_PEOPLE:
        alone, both = [], []
        for seed in range(SEEDS):
            people = np.random.default_rng(100 + seed).permutation(len(y))[:n]
            if len(set(y[people])) < 2:
                continue
            alone.append(judge(people, y[people]))
            if n not in WITH_RULES:
                continue
            rest = np.setdiff1d(has, people)
            weights = np.concatenate([np.ones(n), by_model.probability[rest] - 0.5])
            both.append(judge(np.concatenate([people, rest]), np.concatenate([y[people], by_model.label[rest]]), weights))
        rows.append({"how": "people", "labels": n, "texts": n, "scores": alone})
        rows += [{"how": "people and rules", "labels": n, "texts": len(has), "scores": both}] if both else []
    return rows


def _taught(raw: Rows, test_raw: Rows, test_y: np.ndarray, rows: np.ndarray, of: np.ndarray, weights: np.ndarray | None) -> list[float]:
    """(accuracy, macro F1) on the test part."""
    from sklearn.linear_model import LogisticRegression

    idf = fit_idf(raw[rows])
    model = LogisticRegression(C=10.0, max_iter=300).fit(weigh(raw[rows], idf).sparse, of, sample_weight=weights)
    return list(headline(test_y, model.predict(weigh(test_raw, idf).sparse), 2))


def page(found: list[dict[str, Any]]) -> str:
    lines: list[str] = []
    for told in found:
        lines += [f"## {told['corpus']}", "", f"{told['train']:,} texts to label, {told['test']:,} to judge on.", ""]
        lines += ["| rule | label | labels | contradicted | right | estimated |", "|---|---|--:|--:|--:|--:|"]
        for rule in told["rules"]:
            shown, figures = rule["rule"].replace("|", " · "), f"{rule['coverage']:.1%} | {rule['conflict']:.0%} | {rule['right']:.3f}"
            lines.append(f"| `{shown}` | {rule['label']} | {figures} | {rule['estimated']:.3f} |")
        lines += ["", "| all rules together | labels | right | says of itself |", "|---|--:|--:|--:|"]
        for how, one in told["prior"].items():
            lines.append(f"| {how} | {one['coverage']:.1%} | {one['right']:.4f} | {one['says']:.3f} |")
        lines += ["", "| the model was taught by | labels of people | accuracy | macro F1 |", "|---|--:|--:|--:|"]
        for row in told["taught"]:
            scores = np.array(row["scores"])
            spread = scores.std(axis=0) if len(scores) > 1 else None
            cells = [f"{mean:.3f}" + (f" ± {spread[n]:.3f}" if spread is not None else "") for n, mean in enumerate(scores.mean(axis=0))]
            lines.append(f"| {row['how']} | {row['labels']:,} | {cells[0]} | {cells[1]} |")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("--data", type=Path, required=True)
    asking.add_argument("--json", type=Path)
    asked = asking.parse_args()
    found = []
    for name in RULES:
        found.append(measure(name, asked.data))
        print(page(found[-1:]), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
