"""Pictures as the network looks at them: the whole picture stretched to a square, turned as its EXIF data says."""

from pathlib import Path

import numpy as np
from picture_prepare import square
from reading import ABOUT


def inputs_of(paths):
    """{"pixels": N×3×size×size} for the network and {"shape": N×d} of edges and colours, each where the model looks at it."""
    pictures, out = [Path(path).read_bytes() for path in paths], {}
    if "efficientnet" in ABOUT["encoder"]:
        squares = np.stack([square(one, "the picture", ABOUT["size"]) for one in pictures]).transpose(0, 3, 1, 2)
        out["pixels"] = ((squares.astype(np.float32) - ABOUT["mean"]) / ABOUT["spread"]).astype(np.float32)
    if "shape" in ABOUT["encoder"]:
        from picture_shape import SIDE, shape

        out["shape"] = shape(np.stack([square(one, "the picture", SIDE) for one in pictures]))
    return out
