"""Text → numbers. An encoder is named in a registry; `use+char` puts the features of two side by side."""

from ml_backend.features.registry import Encoder, available, encoder, names
from ml_backend.features.rows import Rows, concatenate, stack
from ml_backend.features.vectorise import Vectoriser

__all__ = ["Encoder", "Rows", "Vectoriser", "available", "concatenate", "encoder", "names", "stack"]
