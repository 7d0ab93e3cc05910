"""Transformers as ONNX, and in 8 bit: weights and activations of the matrix products as integers, their scales found while it runs
(onnxruntime's dynamic quantisation). The packages are loaded when used."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from domain.errors import Invalid
from ml_backend.finetune.model import Tuned

FILE = "model.onnx"
_NEEDED = ("onnx", "onnxruntime", "onnxscript")


def check(forms: Sequence[str]) -> None:
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing and any(form.startswith("onnx") for form in forms):
        raise Invalid(f"An export as ONNX needs packages that are not installed: {', '.join(missing)}.", code="no_onnx")


def write(tuned: Tuned, path: Path) -> None:
    """One file, any number of texts of any length, the inputs by the names that the tokenizer gives them, one output "logits"."""
    import torch

    example = tuned.tokenizer(["one text", "a second and longer text"], padding=True, return_tensors="pt")
    names = list(example)
    wide = {name: {0: torch.export.Dim("texts"), 1: torch.export.Dim("pieces", max=tuned.length)} for name in names}
    model = _Bare(tuned.model.cpu().eval(), names).module
    with warnings.catch_warnings(), _silent():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            tuple(example[name] for name in names),
            str(path),
            input_names=names,
            output_names=["logits"],
            dynamic_shapes={"given": tuple(wide[name] for name in names)},
            dynamo=True,
            external_data=False,
            verbose=False,
        )


class _Bare:
    """The network as a function of its inputs by place, giving logits alone."""

    def __init__(self, model: Any, names: list[str]) -> None:
        import torch

        class Module(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.model = model

            def forward(self, *given: Any) -> Any:
                return self.model(**dict(zip(names, given, strict=True))).logits

        self.module = Module().eval()


@contextmanager
def _silent() -> Iterator[None]:
    """Exporters talk about packages that are not needed here."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def quantise(whole: Path, path: Path) -> None:
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load(whole)
    del model.graph.value_info[:]  # shapes of what lies between, as the exporter saw them: quantising changes these and stumbles over them
    with _silent():
        quantize_dynamic(model, path, weight_type=QuantType.QInt8, extra_options={"MatMulConstBOnly": True})


def read(tuned: Tuned, path: Path, threads: int) -> Tuned:
    """The same tokenizer, labels and temperature with the network of the file."""
    import numpy as np
    import onnxruntime
    import torch

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = threads, 3
    running = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    names = [i.name for i in running.get_inputs()]

    class Network:
        config = tuned.model.config

        def eval(self) -> Any:
            return self

        def __call__(self, **given: Any) -> Any:
            found = running.run(["logits"], {name: given[name].cpu().numpy().astype(np.int64) for name in names})[0]
            return SimpleNamespace(logits=torch.from_numpy(found))

    return replace(tuned, model=Network(), where=replace(tuned.where, name="cpu", precision="fp32"))
