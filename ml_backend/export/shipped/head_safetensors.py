"""What the model says of texts: python example.py "one text" "another text" """

import sys

import numpy as np
from features import features
from reading import HERE, answers, given
from safetensors.numpy import load_file

head = load_file(HERE / "weights.safetensors")


def predict(items):
    seen = features(items)
    logits = np.tile(head["bias"].astype(np.float64), (len(items), 1))
    if "dense" in seen:
        logits += seen["dense"] @ head["dense"]
    if "columns" in seen:  # each known run of letters by its rarity, every text scaled to length 1
        place = np.searchsorted(head["idf_columns"], seen["columns"]).clip(max=len(head["idf_columns"]) - 1)
        weighed = seen["counts"] * head["idf_weights"][place] * (head["idf_columns"][place] == seen["columns"])
        weighed /= np.maximum(np.linalg.norm(weighed, axis=1, keepdims=True), 1e-12)
        logits += np.einsum("nl,nlk->nk", weighed, head["sparse"][place])
    return answers(logits)


if __name__ == "__main__":
    print(*predict(given(sys.argv[1:])), sep="\n")
