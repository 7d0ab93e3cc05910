"""Character n-grams by the hashing trick (Weinberger et al. 2009): no vocabulary to keep, any script, the strong cheap baseline."""

from __future__ import annotations

from typing import Any


class CharacterGrams:
    """Counts, log-scaled; the inverse document frequencies are learned by the vectoriser on the training texts."""

    name = "char"
    version = "1"
    dim = 2**18
    sparse = True

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import HashingVectorizer

        self._hash = HashingVectorizer(
            analyzer="char_wb", ngram_range=(1, 4), n_features=self.dim, alternate_sign=False, norm=None, dtype="float32"
        )

    def encode(self, texts: list[str]) -> Any:
        """CSR matrix float32 N×2¹⁸ of 1 + ln(count)."""
        import numpy as np
        from scipy.sparse import csr_matrix

        if not texts:
            return csr_matrix((0, self.dim), dtype=np.float32)
        counts = self._hash.transform(texts)
        counts.data = (1 + np.log(counts.data)).astype(np.float32)
        return counts
