"""The whole network as transformers knows models, so that it is saved, loaded and exported like any other. Import this module inside
functions: it needs torch and transformers, and registers itself with their Auto classes."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional
from transformers import AutoConfig, AutoModelForImageClassification, PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import ImageClassifierOutput

from ml_backend.vision.network import DIM, MIDDLE, Lite0, pretrained


class LiteConfig(PretrainedConfig):
    """`size`, `fit`, `mean`, `spread` and `precision` say how pictures are prepared: ml_backend.features.picture_prepare."""

    model_type = "malmoi-efficientnet-lite0"

    def __init__(
        self, size: int = 224, fit: str = "stretch", mean: float = 127.0, spread: float = 128.0, precision: str = "fp32", **more: Any
    ):
        self.size, self.fit, self.mean, self.spread, self.precision = size, fit, mean, spread, precision
        super().__init__(**more)


class LiteForImageClassification(PreTrainedModel):
    """Pixels N×3×H×W, (value − mean) / spread → logits N×labels."""

    config_class = LiteConfig
    base_model_prefix = "network"
    main_input_name = "pixel_values"

    def __init__(self, config: LiteConfig) -> None:
        super().__init__(config)
        self.network = Lite0()
        self.dropout = nn.Dropout(0.2)
        self.classifier = nn.Linear(DIM, len(config.id2label or {}))
        self.post_init()

    def _init_weights(self, module: nn.Module) -> None:
        """torch's own first weights will do."""

    def forward(self, pixel_values: torch.Tensor, labels: torch.Tensor | None = None, **ignored: Any) -> ImageClassifierOutput:
        logits = self.classifier(self.dropout(self.network(pixel_values)))
        loss = None if labels is None else functional.cross_entropy(logits, labels)
        return ImageClassifierOutput(loss=loss, logits=logits)

    def from_middle(self, middle: torch.Tensor) -> torch.Tensor:
        """Logits from the map of stride 16, N×112×h×w: the part that is fine-tuned."""
        x = middle
        for block in self.network.blocks[MIDDLE:]:
            x = block(x)
        return self.classifier(self.dropout(self.network.head(x).mean(dim=(2, 3))))

    def upper(self) -> list[nn.Module]:
        """What learns."""
        return [*self.network.blocks[MIDDLE:], self.network.head, self.classifier]


def fresh(labels: list[str], prepared: dict[str, Any]) -> LiteForImageClassification:
    """ImageNet's network with a head that knows nothing yet; `prepared` as in `picture.current()`."""
    about = {name: prepared[name] for name in ("size", "fit", "mean", "spread", "precision")}
    config = LiteConfig(**about, id2label=dict(enumerate(labels)), label2id={label: i for i, label in enumerate(labels)})
    model = LiteForImageClassification(config)
    model.network.load_state_dict(pretrained()[0].state_dict())
    nn.init.zeros_(model.classifier.weight)
    nn.init.zeros_(model.classifier.bias)
    return model.eval()


AutoConfig.register(LiteConfig.model_type, LiteConfig, exist_ok=True)
AutoModelForImageClassification.register(LiteConfig, LiteForImageClassification, exist_ok=True)
