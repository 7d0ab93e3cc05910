"""The trained part of a classifier: weights of the features, the linear model, its temperature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ml_backend.features.rows import Rows
from ml_backend.features.vectorise import weigh
from ml_backend.models.softmax import Softmax, probabilities


@dataclass(frozen=True)
class Head:
    """`classes` in the order of the columns; `idf` (columns, weights) of the sparse block, None without one."""

    classes: tuple[str, ...]
    model: Softmax
    idf: tuple[np.ndarray, np.ndarray] | None
    temperature: float = 1.0

    def probabilities(self, rows: Rows) -> np.ndarray:
        """Calibrated, N×k, from raw features."""
        return probabilities(self.model.logits(weigh(rows, self.idf)), self.temperature)

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything numeric, for the store."""
        out = {"bias": self.model.bias, "temperature": np.float64(self.temperature)}
        if self.model.dense is not None:
            out["dense"] = self.model.dense
        if self.model.sparse is not None and self.idf is not None:
            out |= {"sparse": self.model.sparse, "idf_columns": self.idf[0], "idf_weights": self.idf[1]}
        return {name: np.asarray(value) for name, value in out.items()}

    @classmethod
    def from_arrays(cls, classes: list[str], a) -> Head:
        """`a` maps the names of `arrays()` to arrays. `KeyError` if one is missing."""
        model = Softmax(a.get("dense"), a.get("sparse"), a["bias"])
        idf = (a["idf_columns"], a["idf_weights"]) if "sparse" in a else None
        return cls(tuple(classes), model, idf, float(a["temperature"]))
