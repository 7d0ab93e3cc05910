"""Any encoder that transformers can load, from a local path or (where configured) a hub: mean of the last hidden states
over the real tokens, length 1 (Reimers & Gurevych 2019, Sentence-BERT). Nothing is fetched unless ML_BACKEND_TRANSFORMER_ONLINE=1."""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

import numpy as np

from domain.errors import Invalid

_BATCH = 32


class Transformer:
    name = "transformer"
    sparse = False

    def __init__(self, source: str, *, online: bool, threads: int) -> None:
        if not online:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        import torch
        from transformers import AutoModel, AutoTokenizer

        torch.set_num_threads(threads)
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(source, local_files_only=not online)
            self._model = AutoModel.from_pretrained(source, local_files_only=not online).eval()
        except (OSError, ValueError) as error:
            first = str(error).strip().splitlines()[0]
            raise Invalid(f"ML_BACKEND_TRANSFORMER '{source}' cannot be loaded: {first}", fields={"encoder": source}) from error
        self.dim = int(self._model.config.hidden_size)
        self.version = _fingerprint(source, self._model)
        self._lock = threading.Lock()

    def encode(self, texts: list[str]) -> np.ndarray:
        """float32 N×dim; texts are cut at 256 tokens."""
        import torch

        out = np.zeros((len(texts), self.dim), np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))  # alike lengths together: less padding
        with self._lock, torch.inference_mode():
            for start in range(0, len(order), _BATCH):
                chosen = order[start : start + _BATCH]
                batch = self._tokenizer(
                    [texts[i] for i in chosen], padding=True, truncation=True, max_length=256, return_tensors="pt"
                )
                hidden = self._model(**batch).last_hidden_state
                mask = batch["attention_mask"].unsqueeze(-1).to(hidden.dtype)
                mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1)
                out[chosen] = torch.nn.functional.normalize(mean, dim=1).numpy()
        return out


def _fingerprint(source: str, model) -> str:
    """Names the weights themselves, so that another model under the same path never meets the old cache."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(Path(source).name.encode())
    for name, weight in sorted(model.state_dict().items()):
        digest.update(f"{name}{tuple(weight.shape)}".encode())
        digest.update(np.float64(weight.double().sum().item()).tobytes())
    return digest.hexdigest()
