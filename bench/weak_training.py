"""A training with and without what rules say of items that nobody has labelled: `python -m bench.weak_training --data FOLDER`.

The rules, the corpora and their parts are those of bench.weak. N items of the training part, drawn at random, have their label of a person;
of the others, what the rules say together counts from a probability of 0.8 on, with the weight 0.25 and the probability of each label, as a
training in the app takes it. Both learn by the same learner (character n-grams, the penalty as it stands where nothing can be chosen) and
are judged on the same test part. Mean ± standard deviation of five draws, and in how many of them the rules helped.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.weak import LABELS, READ, RULES, _votes
from domain import weak
from domain.learnable import Example, learnable
from domain.schema import compile_config
from domain.weak import ABSTAINS
from ml_backend import loop
from ml_backend.settings import Settings
from ml_backend.store import Store
from ml_backend.training import Training

PEOPLE, SEEDS, WEIGHT, LEAST, MOST_TEST = (25, 50, 100, 500), 5, 0.25, 0.8, 2000


def measure(name: str, data: Path, encoder: str, people_of: Sequence[int] = PEOPLE) -> list[dict[str, Any]]:
    texts, truth, test_texts, test_truth = READ[name](data)
    labels = LABELS[name]
    votes = np.stack([_votes(rule, texts, labels) for rule in RULES[name]], axis=1)
    found = weak.patterns(votes)
    prior = weak.combine(found, len(labels))
    sure = np.flatnonzero((prior.label != ABSTAINS) & (prior.probability >= LEAST))
    test = [Example((t,), y, "test", f"t{n}") for n, (t, y) in enumerate(zip(test_texts[:MOST_TEST], test_truth[:MOST_TEST], strict=True))]
    by_rules = {int(n): _by_rules(texts[n], n, prior, found, labels) for n in sure}
    rows = []
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(Path(place), encoder=encoder, threads=1)
        for n in people_of:
            for seed in range(SEEDS):
                people = np.random.default_rng(100 + seed).permutation(len(texts))[:n].tolist()
                own = [Example((texts[i],), truth[i], "train", f"i{i}") for i in people]
                if len({e.answer for e in own}) < 2:
                    continue
                rest = [row for i, row in by_rules.items() if i not in set(people)]
                scores = [_taught([*taught, *test], labels, settings) for taught in (own, [*own, *rest])]
                rows.append({"people": n, "seed": seed, "rules": len(rest), "without": scores[0], "with": scores[1]})
                print(json.dumps({"corpus": name} | rows[-1]), flush=True)
    return rows


def _by_rules(text: str, n: int, prior: weak.Combined, found: weak.Patterns, labels: tuple[str, ...]) -> Example:
    chances = prior.chances[found.of_item[n]]
    soft = tuple((label, float(share)) for label, share in zip(labels, chances, strict=True) if share >= 0.005)
    return Example((text,), labels[prior.label[n]], "train", f"i{n}", WEIGHT, soft, by_rules=True)


def _taught(rows: list[Example], labels: tuple[str, ...], settings: Settings) -> dict[str, float]:
    choices = "".join(f'<Choice value="{label}"/>' for label in labels)
    config = f'<View><Text name="t" value="$t"/><Choices name="c" toName="t">{choices}</Choices></View>'
    asked = dataclasses.replace(learnable(compile_config(config)), labels=labels)
    training = Training("", c=5.0)
    events = loop.train(rows, asked, project="bench", store=Store(settings.store), settings=settings, training=training)
    metrics = list(events)[-1]["metrics"]
    return {name: round(metrics[name]["value"], 4) for name in ("accuracy", "macro_f1")}


def page(name: str, rows: list[dict[str, Any]]) -> str:
    lines = [f"| {name}: labels of people | items by rules | accuracy without | with | macro F1 without | with | the rules helped in |"]
    lines.append("|--:|--:|--:|--:|--:|--:|--:|")
    for n in sorted({row["people"] for row in rows}):
        some = [row for row in rows if row["people"] == n]
        cells = [_spread([row[way][of] for row in some]) for of in ("accuracy", "macro_f1") for way in ("without", "with")]
        helped = sum(row["with"]["macro_f1"] > row["without"]["macro_f1"] for row in some)
        rules = round(float(np.mean([row["rules"] for row in some])))
        lines.append(f"| {n:,} | {rules:,} | {' | '.join(cells)} | {helped} of {len(some)} |")
    return "\n".join(lines)


def _spread(values: list[float]) -> str:
    return f"{np.mean(values):.3f} ± {np.std(values):.3f}"


def main() -> None:
    asking = argparse.ArgumentParser(description=__doc__)
    asking.add_argument("--data", type=Path, required=True)
    asking.add_argument("--corpus", choices=sorted(RULES), action="append")
    asking.add_argument("--encoder", default="char")
    asking.add_argument("--people", type=int, action="append")
    asked = asking.parse_args()
    for name in asked.corpus or sorted(RULES):
        print(page(name, measure(name, asked.data, asked.encoder, asked.people or PEOPLE)), flush=True)


if __name__ == "__main__":
    main()
