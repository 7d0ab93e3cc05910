"""Does augmentation help a rare class, beside plain class weights? And what does augmenting before splitting make of the figures?

    python -m bench.augmentation --data DIR [--corpora nsmc,sms_spam] [--seeds 5] [--encoder use] [--write docs/augmentation.md]

Real sets made imbalanced, drawn anew for each seed; the head, the features and the choice of its penalty are those of the training loop.
The annotators are simulated: how, `Judge` says. Nothing is tuned on the test items: recipes, counts and thresholds are the constants below.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

from domain.diversity import letter_distance
from domain.errors import Invalid
from domain.imbalance import f1, resampled
from domain.splits import comparable
from domain.validation import Judgement, verdict
from ml_backend import augment
from ml_backend.augment.serve import rng_of
from ml_backend.compare_encoders import CORPORA
from ml_backend.features import Vectoriser
from ml_backend.features.vectorise import fit_idf, weigh
from ml_backend.models import select
from ml_backend.models.softmax import probabilities
from ml_backend.settings import Settings, load
from ml_backend.threads import limited

SHARE = 0.03
TRAIN = 2000
TIMES = 5
"""Generated texts for each rare one there is."""
RECIPES = {
    "nsmc": ("hangul_keys", "hangul_slips", "hangul_spacing", "hangul_particles", "swap_words", "drop_words"),
    "sms_spam": ("keyboard", "spelling", "swap_letters", "swap_words", "drop_words", "crop_words"),
}
RARE = {"nsmc": "0", "sms_spam": "spam"}
ANNOTATORS, SLIPS = 3, 0.05
POOL, REST = 5000, 3000
"""Of the training file so many texts are looked at, and the judge learns from so many of what is left over."""
LEAKY_TIMES = 10
WAYS = {
    "plain": "nothing done",
    "weights": "class weights",
    "resampled": "rare ones shown more often",
    "generated": "generated, nobody asked",
    "accepted": "generated, accepted by annotators",
    "accepted_weights": "accepted, and class weights",
}


@dataclass(frozen=True)
class Texts:
    """Texts with whether each is of the rare class; `parent` is where each came from (its own place for what people wrote)."""

    texts: list[str]
    rare: np.ndarray
    parent: np.ndarray

    def and_also(self, texts: Sequence[str], parents: Sequence[int]) -> Texts:
        """With generated ones, which are all of the rare class."""
        return Texts(
            [*self.texts, *texts],
            np.concatenate([self.rare, np.ones(len(texts), bool)]),
            np.concatenate([self.parent, np.array(parents, int)]),
        )

    def only(self, places: np.ndarray) -> Texts:
        return Texts([self.texts[i] for i in places], self.rare[places], self.parent[places])


class Bench:
    def __init__(self, spec: str, settings: Settings) -> None:
        self.settings = settings
        self.vectoriser = Vectoriser(spec, settings)

    def learned(self, train: Texts, seed: int, weight: str | None = None):
        """A function texts → probability of the rare class."""
        raw = self.vectoriser.rows(train.texts)
        idf = fit_idf(raw)
        rows, y = weigh(raw, idf), train.rare.astype(int)
        choice = select.choose(rows, y, train.parent, 2, weight, np.random.default_rng(seed))
        model = select.finish(choice, rows, y, 2, weight)
        return lambda texts: probabilities(model.logits(weigh(self.vectoriser.rows(texts), idf)), choice.temperature)[:, 1]

    def score(self, train: Texts, test: Texts, seed: int, weight: str | None = None) -> float:
        """F1 of the rare class; 0 where it is never said."""
        return f1(test.rare, self.learned(train, seed, weight)(test.texts) > 0.5) or 0.0

    def generated(self, train: Texts, recipes: Sequence[str], times: int, seed: int) -> tuple[list[str], list[int]]:
        """`times` for each rare text, the recipes in turn; none that is there already."""
        known = set(train.texts)
        made: list[str] = []
        parents: list[int] = []
        for place in np.flatnonzero(train.rare):
            text, rng = train.texts[place], np.random.default_rng([seed, int(place)])
            for name in [recipes[i % len(recipes)] for i in rng.permutation(max(times, len(recipes)))][:times]:
                try:
                    found = augment.augment_text(name, text, 2, rng_of(seed, name, text), self.settings)
                except Invalid:
                    continue
                for one in found:
                    if one not in known:
                        known.add(one)
                        made.append(one)
                        parents.append(int(train.parent[place]))
                        break
        return made, parents


class Judge:
    """The truth behind the simulated annotators, from at most 3,000 texts that the experiment uses for nothing else.

    *Same label*: a model taught on them gives the parent's label a probability of .5 or more; where it gives the parent itself less,
    the new text may lose .2 of that and no more. *Natural*: its mean log-probability per character, by a model of three letters in a
    row over the same texts, is not below that of the 1 % oddest of them. *Apart*: more than 2 % of its letter runs differ.
    """

    def __init__(self, bench: Bench, rest: Texts, seed: int) -> None:
        self.says = bench.learned(rest, seed)
        self.grams: Counter[str] = Counter()
        self.starts: Counter[str] = Counter()
        for text in rest.texts:
            padded = f"  {text}"
            for i in range(len(text)):
                self.grams[padded[i : i + 3]] += 1
                self.starts[padded[i : i + 2]] += 1
        self.letters = len({letter for text in rest.texts for letter in text}) + 1
        self.oddest = float(np.quantile([self.likelihood(text) for text in rest.texts], 0.01))

    def likelihood(self, text: str) -> float:
        """Mean per character, with a tenth added to each count."""
        padded = f"  {text}"
        values = [
            np.log((self.grams[padded[i : i + 3]] + 0.1) / (self.starts[padded[i : i + 2]] + 0.1 * self.letters)) for i in range(len(text))
        ]
        return float(np.mean(values)) if values else 0.0

    def truths(self, parents: Sequence[str], made: Sequence[str]) -> list[Judgement]:
        before, after = self.says(list(parents)), self.says(list(made))
        same = np.where(before >= 0.5, after >= 0.5, after >= before - 0.2)
        return [
            Judgement(bool(same[i]), self.likelihood(text) >= self.oddest, letter_distance(parent, text) > 0.02)
            for i, (parent, text) in enumerate(zip(parents, made, strict=True))
        ]


def asked(truths: Sequence[Judgement], rng: np.random.Generator) -> list[bool]:
    """Three annotators, each wrong at each question once in twenty, independently; the majority of them decides, by the app's own rule."""
    kept = []
    for truth in truths:
        said = []
        for _ in range(ANNOTATORS):
            slips = rng.random(3) < SLIPS
            answers = (truth.same_label, truth.natural, truth.apart)
            said.append(Judgement(*(bool(a) ^ bool(s) for a, s in zip(answers, slips, strict=True))))
        kept.append(verdict(said).accepted)
    return kept


def imbalanced(corpus, rare: str, seed: int) -> tuple[Texts, Texts, Texts]:
    """(train, test, rest): train of `TRAIN` texts of which `SHARE` are rare; the corpus's own test file cut to the same share; what of the
    training file is left over, as it is, `REST` at most. Texts that say the same as one before are taken once."""
    texts, labels, test_texts, test_labels = corpus
    rng = np.random.default_rng(seed)
    seen: set[str] = set()
    train = _once(texts[:POOL], labels[:POOL], rare, seen)
    test = _once(test_texts, test_labels, rare, seen)
    few = round(TRAIN * SHARE)
    picked = _draw(train, few, TRAIN - few, rng)
    rest = rng.permutation(np.setdiff1d(np.arange(len(train.texts)), picked))[:REST]
    common = int((~test.rare).sum())
    share = round(common * SHARE / (1 - SHARE))
    return train.only(picked), test.only(_draw(test, share, common, rng)), train.only(rest)


def _once(texts: Sequence[str], labels: Sequence[str], rare: str, seen: set[str]) -> Texts:
    kept = []
    for i, text in enumerate(texts):
        key = comparable(text)
        if text.strip() and key not in seen:
            seen.add(key)
            kept.append(i)
    return Texts([texts[i] for i in kept], np.array([labels[i] == rare for i in kept]), np.arange(len(kept)))


def _draw(pool: Texts, rare: int, common: int, rng: np.random.Generator) -> np.ndarray:
    few = rng.permutation(np.flatnonzero(pool.rare))[:rare]
    many = rng.permutation(np.flatnonzero(~pool.rare))[:common]
    return rng.permutation(np.concatenate([few, many]))


def ways(bench: Bench, name: str, corpus, seed: int) -> tuple[dict[str, float], dict[str, float]]:
    """(F1 of the rare class by each way, what became of the generated texts)."""
    train, test, rest = imbalanced(corpus, RARE[name], seed)
    made, parents = bench.generated(train, RECIPES[name], TIMES, seed)
    text_of = dict(zip(train.parent.tolist(), train.texts, strict=True))
    judge = Judge(bench, rest, seed)
    truths = judge.truths([text_of[p] for p in parents], made)
    kept = asked(truths, np.random.default_rng([seed, 1]))
    good = [i for i, one in enumerate(kept) if one]
    accepted = train.and_also([made[i] for i in good], [parents[i] for i in good])
    again = np.array(resampled([str(r) for r in train.rare], np.random.default_rng(seed)))
    scores = {
        "plain": bench.score(train, test, seed),
        "weights": bench.score(train, test, seed, "balanced"),
        "resampled": bench.score(train.only(again), test, seed),
        "generated": bench.score(train.and_also(made, parents), test, seed),
        "accepted": bench.score(accepted, test, seed),
        "accepted_weights": bench.score(accepted, test, seed, "balanced"),
    }
    about = {
        "rare in train": float(train.rare.sum()),
        "rare in test": float(test.rare.sum()),
        "test": float(len(test.texts)),
        "generated": float(len(made)),
        "accepted": float(len(good)),
        "other label": float(sum(not t.same_label for t in truths)),
        "not natural": float(sum(not t.natural for t in truths)),
        "too close": float(sum(not t.apart for t in truths)),
        "distance": float(np.median([letter_distance(text_of[p], text) for p, text in zip(parents, made, strict=True)])),
    }
    return scores, about


def leaks(bench: Bench, name: str, corpus, seed: int) -> dict[str, float]:
    """The guard bypassed, on arrays: the rare texts of *all* are augmented, then everything is split at random, as who knows no parents
    would. Beside it the same texts split first and only the training part augmented; and both models on texts that neither ever met."""
    pool, fresh, _ = imbalanced(corpus, RARE[name], seed)
    rng = np.random.default_rng([seed, 2])
    made, parents = bench.generated(pool, RECIPES[name], LEAKY_TIMES, seed)
    both = pool.and_also(made, parents)
    order = rng.permutation(len(both.texts))
    leaky_train, leaky_test = (both.only(part) for part in np.split(order, [round(0.8 * len(order))]))
    crossing = np.isin(leaky_test.parent[leaky_test.rare], leaky_train.parent[leaky_train.rare]).mean()
    order = rng.permutation(len(pool.texts))
    train, test = (pool.only(part) for part in np.split(order, [round(0.8 * len(order))]))
    guarded = train.and_also(*bench.generated(train, RECIPES[name], LEAKY_TIMES, seed))
    assert not np.isin(test.parent, guarded.parent).any(), "a test text's child is in training"
    # Who splits so does not keep families together in the folds, either.
    blind = replace(leaky_train, parent=np.arange(len(leaky_train.texts)))
    return {
        "plain": bench.score(train, test, seed),
        "guarded": bench.score(guarded, test, seed),
        "guarded, fresh texts": bench.score(guarded, fresh, seed),
        "leaky, on paper": bench.score(blind, leaky_test, seed),
        "leaky, fresh texts": bench.score(blind, fresh, seed),
        "crossing": float(crossing),
    }


def told(name: str, found: list[tuple[dict, dict]], leaked: list[dict]) -> str:
    scores, about = [one for one, _ in found], [one for _, one in found]
    mean = {key: float(np.mean([one[key] for one in about])) for key in about[0]}
    lines = [
        f"### {name}",
        "",
        f"{len(found)} seeds. Of {TRAIN:,} training texts {mean['rare in train']:.0f} are rare; {mean['test']:,.0f} test texts, of which "
        f"{mean['rare in test']:.0f} are. Recipes: {', '.join(RECIPES[name])}. On average {mean['generated']:.0f} texts were generated "
        f"(median distance {mean['distance']:.2f} in letter runs) and {mean['accepted']:.0f} accepted; by the judge's truth "
        f"{mean['other label']:.0f} had another label, {mean['not natural']:.0f} were not natural, {mean['too close']:.0f} too close.",
        "",
        "| way | F1 of the rare class, mean ± sd | lowest to highest | against plain, mean ± sd | better in |",
        "|---|--:|--:|--:|--:|",
    ]
    plain = np.array([one["plain"] for one in scores])
    for way, title in WAYS.items():
        values = np.array([one[way] for one in scores])
        gain = values - plain
        against = "" if way == "plain" else f"{gain.mean():+.3f} ± {gain.std(ddof=1):.3f}"
        better = "" if way == "plain" else f"{int((gain > 0).sum())} of {len(gain)}"
        span = f"{values.min():.3f} to {values.max():.3f}"
        lines.append(f"| {title} | {values.mean():.3f} ± {values.std(ddof=1):.3f} | {span} | {against} | {better} |")
    lines += ["", "| augmented when | judged on | F1 of the rare class, mean ± sd |", "|---|---|--:|"]
    for title, on, key in (
        ("not at all", "held-out texts", "plain"),
        ("after splitting (the guard)", "held-out texts", "guarded"),
        ("after splitting (the guard)", "fresh texts", "guarded, fresh texts"),
        ("**before splitting** (the guard broken)", "its own test part", "leaky, on paper"),
        ("**before splitting** (the guard broken)", "fresh texts", "leaky, fresh texts"),
    ):
        values = np.array([one[key] for one in leaked])
        lines.append(f"| {title} | {on} | {values.mean():.3f} ± {values.std(ddof=1):.3f} |")
    crossing = np.mean([one["crossing"] for one in leaked])
    said = f"With the guard broken {crossing:.1%} of the rare test texts have a parent or a sibling in training; with it none."
    return "\n".join([*lines, "", said, ""])


def replaced(page: str, part: str, text: str) -> str:
    """The page with `text` between the marks of that part."""
    begin, end = f"<!-- {part} -->", f"<!-- /{part} -->"
    before, after = page.split(begin)[0], page.split(end)[1]
    return f"{before}{begin}\n{text}\n{end}{after}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.augmentation", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--corpora", default=",".join(RECIPES))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--encoder", default="use")
    parser.add_argument("--write", type=Path, help="the page whose part between the marks is replaced")
    options = parser.parse_args()
    settings = load()
    parts = []
    with limited(settings.threads):
        bench = Bench(options.encoder, settings)
        for name in options.corpora.split(","):
            corpus = CORPORA[name](options.data)
            found, leaked = [], []
            for seed in range(options.seeds):
                found.append(ways(bench, name, corpus, seed))
                leaked.append(leaks(bench, name, corpus, seed))
                for told_of in (*found[-1], leaked[-1]):
                    print(name, seed, {key: round(value, 3) for key, value in told_of.items()}, flush=True)
            parts.append(told(name, found, leaked))
    packages = ", ".join(f"{p} {version(p)}" for p in ("numpy", "scikit-learn", "nlpaug"))
    head = f"Measured on {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {packages}, encoder `{options.encoder}`.\n"
    text = "\n".join([head, *parts])
    print(text)
    if options.write:
        options.write.write_text(replaced(options.write.read_text(encoding="utf-8"), "measured", text), encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    main()
