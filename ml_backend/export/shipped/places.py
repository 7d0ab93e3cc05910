"""From the numbers of a tagger to places in the texts: (start, end, label), code points, the end not included."""

import re

import numpy as np
from reading import ABOUT
from tags import best_path, forbidden, to_spans

FIRST, PAIRS = forbidden(len(ABOUT["labels"]))


def pieces_of(tokenizer, texts, tensors):
    """(input of the network, where each piece lies). Of a text that is longer than the model reads only the beginning is looked at."""
    whole = [re.sub("[\ud800-\udfff]", "\ufffd", text) for text in texts]
    found = tokenizer(
        whole, padding=True, truncation=True, max_length=ABOUT["max_length"], return_offsets_mapping=True, return_tensors=tensors
    )
    return found, np.asarray(found.pop("offset_mapping"))


def spans(texts, logits, offsets):
    out = []
    for text, numbers, places in zip(texts, np.asarray(logits, np.float64), offsets, strict=True):
        units: list = []
        rows: list = []
        for n, (start, end) in enumerate(places.tolist()):
            part = text[start:end]
            start, end = start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())
            if start < end and (not units or start >= units[-1][1]):
                units.append((start, end))
                rows.append(n)
        scores = numbers[rows] / ABOUT["temperature"]
        scores = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True) if rows else scores
        found = to_spans(units, best_path(scores, FIRST, PAIRS), ABOUT["labels"])
        out.append([(one.start, one.end, one.label) for one in found])
    return out
