"""A model version for other programs: safetensors with its config, ONNX, ONNX in 8 bit, and a report of what each costs."""

from ml_backend.export.forms import FORMS, export_tuned
from ml_backend.export.linear import export_linear

__all__ = ["FORMS", "export_linear", "export_tuned"]
