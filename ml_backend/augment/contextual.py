"""Words that a masked language model would put in their place (Kobayashi 2018), with the model of a local folder: ML_BACKEND_MASKED_LM.

Our own: nlpaug's way to the same reaches into tokenizers as they were before transformers 5 and breaks. Nothing is fetched. The model
knows nothing of the label, so "good" may become "bad": what it writes needs people's eyes most of all.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from ml_backend.augment.augmenter import TEXT, Augmenter, TextDraw
from ml_backend.augment.script import script_of
from ml_backend.settings import Settings

# Of so many likeliest pieces one is drawn, by how likely each is.
_LIKELIEST = 20
_SHARE = 0.12
_LONGEST = 256


def can_run(settings: Settings) -> str | None:
    folder = settings.masked_lm
    if not folder:
        return "no masked language model is set up (ML_BACKEND_MASKED_LM names the folder of one)."
    if not (Path(folder) / "config.json").is_file():
        return "ML_BACKEND_MASKED_LM is not the folder of a model."
    return None if find_spec("transformers") and find_spec("torch") else "a package it needs is not installed."


class _Model:
    """A masked language model whose tokenizer is told by its files: word pieces (vocab.txt) or what the config names."""

    def __init__(self, folder: str) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from transformers import AutoModelForMaskedLM, AutoTokenizer, BertTokenizer

        kind: Any = BertTokenizer if (Path(folder) / "vocab.txt").is_file() else AutoTokenizer
        self.tokenizer = kind.from_pretrained(folder, local_files_only=True)
        self.model = AutoModelForMaskedLM.from_pretrained(folder, local_files_only=True).eval()
        self.pieces = self.tokenizer.convert_ids_to_tokens(range(len(self.tokenizer)))

    def likeliest(self, ids: list[int], place: int) -> tuple[list[str], np.ndarray]:
        """(pieces that begin a word, how likely each is) for one masked place."""
        import torch

        masked = list(ids)
        masked[place] = self.tokenizer.mask_token_id
        with torch.inference_mode():
            logits = self.model(input_ids=torch.tensor([masked])).logits[0, place].double().numpy()
        best = [int(i) for i in np.argsort(-logits, kind="stable")[: 10 * _LIKELIEST]]
        kept = [i for i in best if self.pieces[i].isalpha()][:_LIKELIEST]
        weights = np.exp(logits[kept] - logits[kept].max()) if kept else np.zeros(0)
        return [self.pieces[i] for i in kept], weights / max(weights.sum(), 1e-12)


def make(settings: Settings) -> TextDraw:
    model = _Model(settings.masked_lm)

    def draw(text: str, rng: np.random.Generator) -> str:
        """Some first pieces of words, one after another from the right, so that places on the left stay where they were."""
        read = model.tokenizer(text, return_offsets_mapping=True, truncation=True, max_length=_LONGEST)
        ids, offsets = read["input_ids"], read["offset_mapping"]
        long = [i for i, (start, end) in enumerate(offsets) if end - start > 1 and text[start:end].isalpha()]
        begins = [i for i in long if text[: offsets[i][0]][-1:] in ("", " ")]
        if not begins:
            return text
        for place in sorted(rng.permutation(begins)[: max(1, rng.binomial(len(begins), _SHARE))], reverse=True):
            start, end = offsets[place]
            pieces, likely = model.likeliest(ids, int(place))
            before = text[start:end]
            fit = [i for i, piece in enumerate(pieces) if script_of(piece) == script_of(before) and piece != before.lower()]
            if fit:
                chances = likely[fit] / likely[fit].sum()
                text = text[:start] + pieces[int(rng.choice(fit, p=chances))] + text[end:]
        return text

    return draw


AUGMENTER = Augmenter(
    "contextual", "Words by a language model", TEXT, "our own, with transformers; the model's licence is its own", make, can_run=can_run
)
