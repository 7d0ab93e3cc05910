"""A transformer of the tests' own: two layers, 32 wide, random weights, a vocabulary of single letters and a few longer pieces."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from domain.learnable import Example, Span
from ml_backend.finetune.recipe import Recipe
from ml_backend.settings import Settings

_LONGER = ["good", "bad", "film", "김철수", "##철수", "서울", "##에서", "##씨는", "갔다"]
_NAMES = ["김철수", "박영희", "이순신", "최민"]
_PLACES = ["서울", "부산", "대전"]
RECIPE = Recipe(base="configured", epochs=12, batch=8, rate=5e-3, max_length=32, freeze=0, patience=12)


def tiny(folder: Path) -> Path:
    import torch
    from transformers import BertConfig, BertModel, BertTokenizer

    letters = sorted(set("abcdefghijklmnopqrstuvwxyz0123456789.,!?'()" + "".join(_NAMES + _PLACES) + "씨는에서갔다가좋아요별로"))
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{c}" for c in letters), *_LONGER]
    folder.mkdir(parents=True)
    tokenizer = BertTokenizer(vocab={w: i for i, w in enumerate(dict.fromkeys(words))}, do_lower_case=True, strip_accents=False)
    tokenizer.model_max_length = 64
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(set(words)),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder)
    return folder


def settings(backend: Settings, folder: Path) -> Settings:
    return replace(backend, transformer=str(folder))


def moods(n: int, seed: int = 0) -> list[Example]:
    """Texts whose label is a word in them."""
    rng = np.random.default_rng(seed)
    out = []
    for i in range(n):
        label = ("good", "bad")[int(rng.integers(2))]
        out.append(Example((f"{label} film {rng.integers(1000)}",), label, group=f"g{seed}-{i}"))
    return out


def visits(n: int, seed: int = 0) -> list[Example]:
    """Korean sentences: who (person) was where (place), the particles joined to both."""
    rng = np.random.default_rng(seed)
    out = []
    for i in range(n):
        who, where = str(rng.choice(_NAMES)), str(rng.choice(_PLACES))
        text = f"{'👍 ' * int(rng.integers(2))}{who}씨는 {where}에서 {rng.integers(100)}"
        spans = tuple(sorted(Span(text.index(w), text.index(w) + len(w), la) for w, la in ((who, "person"), (where, "place"))))
        out.append(Example((text,), spans, group=f"v{seed}-{i}"))
    return out


def last(steps):
    """(events, what the generator returned)."""
    events = []
    while True:
        try:
            events.append(next(steps))
        except StopIteration as end:
            return events, end.value
