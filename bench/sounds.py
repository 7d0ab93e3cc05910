"""Keyword spotting measured: `python -m bench.sounds --letters …/share/klettres --espeak PROGRAM [--espeak-data FOLDER]`.

Prints Markdown, and writes it with --write FILE. No voice is in training and test at once. Everything goes the way that the server goes
(ml_backend.loop), the choice of the penalty by cross-validation within the training included. The ten letters were fixed beforehand;
that the encoder `speech` is offered, and is the default where it is installed, was decided after a look at figures of both corpora.
docs/sounds.md says where the recordings come from.
"""

from __future__ import annotations

import argparse
import base64
import platform
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bench.sounds_corpora import LANGUAGES, VARIANTS, Sound, letters, words
from domain.learnable import Example, Learnable
from ml_backend import loop
from ml_backend.features.sound import SoundReader
from ml_backend.settings import Settings
from ml_backend.store import Store
from ml_backend.training import Training

WAYS: dict[str, Training] = {
    "linear on mel": Training("mel"),
    "linear on speech": Training("speech"),
    "linear on speech+mel": Training("speech+mel"),
    "network on spectra": Training("", way="fine-tuning", options={"minutes": 5}),
}
SIZES = (50, 200)


@dataclass(frozen=True)
class Result:
    """Of all folds together. interval: 95 %, of 2,000 draws of voices with replacement."""

    right: np.ndarray
    voices: np.ndarray
    seconds: float

    def __str__(self) -> str:
        names = sorted(set(self.voices))
        by_voice = [self.right[self.voices == name] for name in names]
        rng = np.random.default_rng(0)
        drawn = [np.concatenate([by_voice[i] for i in rng.integers(len(names), size=len(names))]).mean() for _ in range(2000)]
        low, high = np.quantile(drawn, (0.025, 0.975))
        return f"{self.right.mean():.3f} ({low:.2f}–{high:.2f})"


def measured(sounds: list[Sound], folds: list[set[str]], training: Training, most: int | None, folder: Path) -> Result:
    """folds: the voices that are tested in turn. most: so many sounds to learn from, drawn at random, each label alike."""
    right, voices, seconds = [], [], 0.0
    labels = tuple(sorted({s.label for s in sounds}))
    asked = Learnable("sound_choice", "what", "sound", "choices", labels, ("sound",))
    for number, held in enumerate(folds):
        learn = _drawn([s for s in sounds if s.voice not in held], most, number)
        examples = [Example((_address(s),), s.label, group=s.voice) for s in learn]
        settings = Settings(folder, threads=1)
        began = time.perf_counter()
        *_, last = loop.train(examples, asked, project="bench", store=Store(settings.store), settings=settings, training=training)
        if last["event"] != "done":
            raise SystemExit(f"The training ended with {last}.")
        seconds += time.perf_counter() - began
        test = [s for s in sounds if s.voice in held]
        version = Store(settings.store).load("bench", last["model_version"])
        said = loop.say(version, [(_address(s),) for s in test], settings)
        right += [one.answer == s.label for one, s in zip(said, test, strict=True)]
        voices += [s.voice for s in test]
    return Result(np.array(right), np.array(voices), seconds / len(folds))


def guessed(sounds: list[Sound], folds: list[set[str]]) -> float:
    """How often the most frequent label of the training is right."""
    hits = 0
    for held in folds:
        common = Counter(s.label for s in sounds if s.voice not in held).most_common(1)[0][0]
        hits += sum(s.label == common for s in sounds if s.voice in held)
    return hits / len(sounds)


def _drawn(sounds: list[Sound], most: int | None, seed: int) -> list[Sound]:
    if most is None:
        return sounds
    order = np.random.default_rng(seed).permutation(len(sounds))
    taken: Counter[str] = Counter()
    each = -(-most // len({s.label for s in sounds}))
    out = []
    for i in order:
        if taken[sounds[i].label] < each and len(out) < most:
            taken[sounds[i].label] += 1
            out.append(sounds[i])
    return out


def _address(sound: Sound) -> str:
    return f"data:audio/x;base64,{base64.b64encode(sound.content).decode()}"


def table(
    name: str, sounds: list[Sound], folds: list[set[str]], sizes: tuple[int | None, ...], ways: list[str], tell: Callable[[str], None]
) -> None:
    tell(f"| {name} | " + " | ".join("all there are" if n is None else f"{n}" for n in sizes) + " | seconds to train |")
    tell("|---" * (len(sizes) + 2) + "|")
    tell("| most frequent label | " + " | ".join(f"{guessed(sounds, folds):.3f}" for _ in sizes) + " | |")
    with tempfile.TemporaryDirectory() as kept:
        for way in ways:
            found = [measured(sounds, folds, WAYS[way], n, Path(kept)) for n in sizes]
            tell(f"| {way} | " + " | ".join(map(str, found)) + f" | {found[-1].seconds:.1f} |")


def speed(sounds: list[Sound], tell: Callable[[str], None]) -> None:
    tell("| encoder | sounds/s, nothing kept |\n|---|--:|")
    for spec in ("mel", "speech"):
        with tempfile.TemporaryDirectory() as folder:
            reader = SoundReader(spec, Settings(Path(folder), threads=1), cached=False)
            reader.rows([sounds[0].content])
            began = time.perf_counter()
            reader.rows([s.content for s in sounds[:100]])
            tell(f"| {spec} | {min(100, len(sounds)) / (time.perf_counter() - began):.0f} |")


def main() -> None:
    import torch

    torch.set_num_threads(1)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=Path, help="share/klettres of Debian's klettres-data")
    parser.add_argument("--espeak", help="the program espeak-ng")
    parser.add_argument("--espeak-data", help="the folder that holds espeak-ng-data, where it is not installed")
    parser.add_argument("--ways", nargs="+", choices=list(WAYS), default=list(WAYS))
    parser.add_argument("--folds", type=int, default=len(LANGUAGES), help="of the letters: as many as languages tests one at a time")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    lines: list[str] = []

    def tell(line: str) -> None:
        print(line, flush=True)
        lines.append(line)

    tell(f"Measured {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, one thread of {platform.machine()}.\n")
    if given.letters:
        found = letters(given.letters)
        tell(f"{len(found)} letters by {len({s.voice for s in found})} voices.\n")
        table("letters", found, [set(LANGUAGES[i :: given.folds]) for i in range(given.folds)], (None,), given.ways, tell)
    if given.espeak:
        made = words(given.espeak, [f"--path={given.espeak_data}"] if given.espeak_data else [])
        tell(f"\n{len(made)} synthetic words by {len({s.voice for s in made})} voices.\n")
        variants = [{s.voice for s in made if _variant(s) in VARIANTS[i::4]} for i in range(4)]
        table("synthetic words", made, variants, (*SIZES, None), given.ways, tell)
        tell("")
        speed(made, tell)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    tell(f"\nGreatest resident size: {peak:.2f} GB.")
    if given.write:
        given.write.write_text("\n".join(lines) + "\n", "utf-8")


def _variant(sound: Sound) -> str:
    plus = sound.voice.partition("+")
    return plus[1] + plus[2]


if __name__ == "__main__":
    sys.exit(main())
