"""Do changed pictures help a rare class of pictures? python -m bench.augmentation_pictures --data DIR [--write docs/augmentation.md]

DIR holds fashion_mnist_sprite/. Each of its ten classes is made rare in turn, in three draws each. Every way learns as the model server
does it and is judged on the same test pictures. Nobody judges what was generated. Nothing is tuned on the test pictures: the constants
below were fixed before the first run.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

from domain.evaluation import headline
from domain.imbalance import f1, resampled
from domain.learnable import Example, Learnable, learnable
from domain.schema import compile_config
from ml_backend import augment, loop
from ml_backend.augment.serve import generated
from ml_backend.settings import Settings
from ml_backend.store import Store
from ml_backend.training import Training

from .augmentation import replaced
from .picture_loop.corpora import CLOTHES
from .pictures import address, drawn, sprite

TRAIN, RARE, TEST, DRAWS = 54, 6, 30, 3
"""Pictures of each class to learn from, of the rare one, and to test on."""
WAYS = {
    "plain": "nothing done",
    "weights": "class weights",
    "resampled": "rare ones shown more often",
    "generated": "generated, nobody asked",
    "generated_weights": "generated, and class weights",
}
CONFIG = (
    '<View><Image name="image" value="$image"/><Choices name="what" toName="image">'
    + "".join(f'<Choice value="{label}"/>' for label in CLOTHES)
    + "</Choices></View>"
)


@dataclass
class Bench:
    folder: Path
    asked: Learnable
    pictures: list[str]
    labels: np.ndarray

    def __post_init__(self) -> None:
        # One cache of features for all of them: a picture is read once.
        self.settings = Settings(self.folder, threads=1, cache=self.folder / "features")

    def examples(self, places: Sequence[int], split: str) -> list[Example]:
        return [Example((self.pictures[i],), CLOTHES[self.labels[i]], split, f"g{i}") for i in places]

    def more(self, of: list[Example], seed: int) -> list[Example]:
        """As many of the rare class as bring it up to the others, spread over its pictures and the ways of changing them."""
        names = augment.names("picture")
        each = -(-(TRAIN - RARE) // (len(of) * len(names)))
        rows = [{"id": i, "picture": one.inputs[0]} for i, one in enumerate(of)]
        made = generated({"pictures": rows, "augmenters": names, "n": each, "seed": seed}, self.settings)["made"]
        some = np.random.default_rng(seed).permutation(len(made))[: TRAIN - RARE]
        return [replace(of[made[i]["id"]], inputs=(made[i]["picture"],), generated=True) for i in some]

    def said(self, examples: list[Example], test: list[Example], seed: int, weight: str | None) -> list[str]:
        with tempfile.TemporaryDirectory() as place:
            store = Store(Path(place))
            training = Training("", seed=seed, class_weight=weight)
            list(loop.train([*examples, *test], self.asked, project="p", store=store, settings=self.settings, training=training))
            return [str(said.answer) for said in loop.say(store.load("p"), [one.inputs for one in test], self.settings)]

    def ways(self, rare: int, seed: int) -> dict[str, tuple[float, float]]:
        """{way: (F1 of the rare class, macro F1)} on the same test pictures."""
        test_at, train_at, _ = drawn(self.labels, (TEST, TRAIN), seed)
        few = [i for i in train_at if self.labels[i] == rare][:RARE]
        train = self.examples([*(i for i in train_at if self.labels[i] != rare), *few], "train")
        test = self.examples(list(test_at), "test")
        more = self.more(train[-RARE:], seed)
        again = resampled([str(one.answer) for one in train], np.random.default_rng(seed))
        learned = {
            "plain": (train, None),
            "weights": (train, "balanced"),
            "resampled": ([train[i] for i in again], None),
            "generated": (train + more, None),
            "generated_weights": (train + more, "balanced"),
        }
        truth = np.array([CLOTHES.index(str(one.answer)) for one in test])
        out = {}
        for way, (examples, weight) in learned.items():
            guess = np.array([CLOTHES.index(label) for label in self.said(examples, test, seed, weight)])
            out[way] = (f1(truth == rare, guess == rare) or 0.0, headline(truth, guess, len(CLOTHES))[1])
        return out


def told(found: list[tuple[int, dict[str, tuple[float, float]]]]) -> str:
    """Means over all; gains against plain, paired, with the interval of ten classes drawn with replacement."""
    lines = [
        f"Each of {len(CLOTHES)} classes rare in turn, {DRAWS} draws: {RARE} pictures of it to learn from, {TRAIN} of each other;",
        f"{TEST} of each to test on. {TRAIN - RARE} were generated of the {RARE}, by all six ways of changing pictures.",
        "In brackets: 95 %, the classes drawn with replacement (2,000 times), all draws of a class together.",
        "",
        "| way | F1 of the rare class | against nothing done | better in | macro F1 of all ten |",
        "|---|--:|--:|--:|--:|",
    ]
    for way, title in WAYS.items():
        scores = np.array([one[way] for _, one in found])
        gain = scores[:, 0] - np.array([one["plain"][0] for _, one in found])
        against = "" if way == "plain" else f"{gain.mean():+.3f} ({_interval(_by_class(found, way, 'plain'))})"
        better = "" if way == "plain" else f"{int((gain > 0).sum())} of {len(gain)}"
        lines.append(f"| {title} | {scores[:, 0].mean():.3f} | {against} | {better} | {scores[:, 1].mean():.3f} |")
    beyond = _by_class(found, "generated", "resampled")
    lines += ["", f"Generated against showing rare ones more often, which costs nothing: {beyond.mean():+.3f} ({_interval(beyond)})."]
    return "\n".join(lines)


def _by_class(found: list[tuple[int, dict[str, tuple[float, float]]]], way: str, against: str) -> np.ndarray:
    """The mean gain in F1 of each class."""
    classes = sorted({rare for rare, _ in found})
    return np.array([np.mean([one[way][0] - one[against][0] for rare, one in found if rare == k]) for k in classes])


def _interval(gains: np.ndarray) -> str:
    rng = np.random.default_rng(0)
    low, high = np.quantile([gains[rng.integers(len(gains), size=len(gains))].mean() for _ in range(2000)], (0.025, 0.975))
    return f"{low:+.3f} to {high:+.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", type=Path, help="the page whose part between the marks is replaced")
    given = parser.parse_args()
    files, _, labels = sprite(given.data)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), learnable(compile_config(CONFIG)), [address(one) for one in files], labels)
        found = []
        for rare in range(len(CLOTHES)):
            for seed in range(DRAWS):
                found.append((rare, bench.ways(rare, seed)))
                print(CLOTHES[rare], seed, {way: round(score, 3) for way, (score, _) in found[-1][1].items()}, flush=True)
    packages = ", ".join(f"{name} {version(name)}" for name in ("torch", "scikit-learn", "pillow"))
    head = f"Measured on {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {packages}, features `efficientnet+shape`."
    text = f"{head}\n{told(found)}"
    print(text)
    if given.write:
        given.write.write_text(replaced(given.write.read_text(encoding="utf-8"), "pictures", text), encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    main()
