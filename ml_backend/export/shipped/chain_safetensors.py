"""The places that the chain finds: python example.py "one text" "another text" """

import sys

from reading import ABOUT, HERE, given
from safetensors.numpy import load_file
from seen import matrix
from tags import best_path, to_spans
from units import units

chain = load_file(HERE / "weights.safetensors")


def predict(items):
    out = []
    for (text,) in items:
        cut = units(text)
        scores = matrix([text], [cut], chain["columns"])[0] @ chain["weights"].astype("float64")
        found = to_spans(cut, best_path(scores, chain["first"], chain["pairs"]), ABOUT["labels"])
        out.append([(one.start, one.end, one.label) for one in found])
    return out


if __name__ == "__main__":
    print(*predict(given(sys.argv[1:])), sep="\n")
