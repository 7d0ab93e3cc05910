"""One of several labels for a sound by a small network that learns from spectra and knows nothing before. Minutes; it wants some
hundreds of sounds."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import numpy as np

from domain.errors import Refused
from ml_backend.features import sound
from ml_backend.features.file_source import Source, source
from ml_backend.features.sound_mel import BANDS
from ml_backend.features.sound_prepare import heard
from ml_backend.hearing.spectra import changed, frames_for, spectrum
from ml_backend.learners.base import Trained, Work
from ml_backend.learners.options import number
from ml_backend.learners.sound_linear import cannot_hear, too_long
from ml_backend.learners.tuned import MOST, Tuned
from ml_backend.settings import Settings
from ml_backend.store import Version

_SAMPLE = 400
"""Sounds that are measured to choose how long a map is."""


class SoundTuned(Tuned):
    """Option `variants`: so many maps of each sound to learn from, the first of it as it is and the others changed."""

    name = "sound-tuned"
    title = "Network taught on spectra of sounds"
    kinds: tuple[str, ...] = ("sound_choice",)
    stem, of = "spectra-tuned", "sound"
    libraries = ("torch", "transformers", "numpy", "scipy", "soundfile")
    defaults: dict[str, Any] = {"epochs": 40, "rate": 3e-3, "patience": 8}

    def unavailable(self, settings: Settings) -> str | None:
        return cannot_hear(settings)

    def train(self, work: Work) -> Generator[dict[str, Any], None, Trained]:
        yield from too_long(work, sound.current()["longest"])
        return (yield from super().train(work))

    def maker(self, work: Work, learn: list[int]) -> _Hearer:
        seed = work.training.seed
        some = np.random.default_rng(seed).permutation(np.array(learn, int))[:_SAMPLE]
        prepared = sound.current()
        sources = [source(work.examples[i].inputs[0], work.settings.data, i, "sound") for i in map(int, some)]
        seconds = [len(heard(s.content(), s.where, prepared)) / prepared["rate"] for s in sources]
        prepared["frames"] = frames_for(seconds)
        wanted = int(number(work.training.options, "variants", 8, 1, 100))
        each = BANDS * prepared["frames"] * 2 / 1e9
        if len(learn) * each > MOST:
            raise Refused(
                f"{len(learn)} sounds are too many to fine-tune on here: {int(MOST / each)} are the most. Train on features.",
                code="too_large",
            )
        return _Hearer(prepared, min(wanted, int(MOST / (len(learn) * each))) if learn else 1, seed)

    def about(self, maker: _Hearer) -> dict[str, Any]:
        return {"base": {"name": "none"}, "preprocessing": maker.prepared}

    def loaded(self, version: Version) -> Any:
        from transformers import AutoModelForAudioClassification

        from ml_backend.hearing import network

        model = AutoModelForAudioClassification.from_pretrained(version.folder, local_files_only=True).eval()
        assert isinstance(model, network.SpectraForAudioClassification)
        return model

    def logits(self, loaded: Any, sources: Sequence[Source]) -> np.ndarray:
        import torch

        told = loaded.config.to_dict()
        rows = np.stack([spectrum(heard(s.content(), s.where, told), told) for s in sources])
        with torch.inference_mode():
            return loaded(torch.from_numpy(rows)).logits.double().numpy()


class _Hearer:
    """Sounds as maps; the same sound and seed give the same changes."""

    def __init__(self, prepared: dict[str, Any], variants: int, seed: int) -> None:
        self.prepared, self.variants, self.plan, self._seed = prepared, variants, {"variants": variants}, seed

    def fresh(self, known: list[str]) -> Any:
        from ml_backend.hearing import network

        return network.fresh(known, self.prepared)

    def maps(self, sources: Sequence[Source], variants: int) -> list[Any]:
        """float16 N×1×bands×frames each."""
        import torch

        rows = np.stack([self._maps(s, variants) for s in sources], axis=1)[:, :, None]
        return list(torch.from_numpy(rows).half())

    def _maps(self, one: Source, variants: int) -> list[np.ndarray]:
        samples = heard(one.content(), one.where, self.prepared)
        seeds = [[self._seed, variant, int(one.digest[:15], 16)] for variant in range(1, variants)]
        return [spectrum(samples, self.prepared), *(changed(samples, self.prepared, np.random.default_rng(seed)) for seed in seeds)]
