"""How a text is prepared, and what the numbers of the network mean: as it was while the model learned."""

import json
import os
import re
import unicodedata
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
ABOUT = json.loads((HERE / "about.json").read_text(encoding="utf-8"))
THREADS = int(os.environ.get("THREADS", "0"))
"""0: as many as there are."""


def prepared(text):
    """NFC, runs of white space as one blank, half characters replaced, cut at 4,000 characters."""
    text = unicodedata.normalize("NFC", re.sub("[\ud800-\udfff]", "\ufffd", text))
    return re.sub(r"\s+", " ", text).strip()[: ABOUT["max_chars"]]


def given(arguments):
    """Items of the command line: one text each; of a model that compares, two texts each."""
    return list(zip(*[iter(arguments)] * ABOUT["texts"], strict=True))


def chances(logits):
    """N×labels, calibrated; of a model that may give several labels each by itself."""
    logits = np.asarray(logits, np.float64) / np.asarray(ABOUT["temperature"])
    if ABOUT["answers"] == "several":
        return 1 / (1 + np.exp(-np.clip(logits, -500, 500)))
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


def answers(logits):
    """A label each; a list of labels where several may be given; of a rating the level in the middle of what is likely."""
    table, labels = chances(logits), ABOUT["labels"]
    if ABOUT["answers"] == "several":
        return [[label for label, share in zip(labels, row, strict=True) if share > 0.5] for row in table]
    middle = (table.cumsum(axis=1) < 0.5).sum(axis=1).clip(0, len(labels) - 1)
    return [labels[place] for place in (middle if ABOUT["answers"] == "median" else table.argmax(axis=1))]
