"""The network, as transformers knows models, so that it is saved and loaded like any other. Import this module inside functions: it needs
torch and transformers, and registers itself with their Auto classes."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional
from transformers import AutoConfig, AutoModelForAudioClassification, PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import SequenceClassifierOutput


class SpectraConfig(PretrainedConfig):
    """`rate`, `longest`, `quiet` and `frames` say how sounds are prepared: features.sound_prepare and hearing.spectra. `width`: channels of
    the first block."""

    model_type = "malmoi-sound-spectra"

    def __init__(
        self,
        rate: int = 16000,
        longest: float = 30.0,
        quiet: float = 40.0,
        bands: int = 40,
        frames: int = 100,
        width: int = 32,
        **more: Any,
    ) -> None:
        self.rate, self.longest, self.quiet, self.bands, self.frames, self.width = rate, longest, quiet, bands, frames, width
        super().__init__(**more)


class Block(nn.Module):
    """Two depthwise separable convolutions with a shortcut (Zhang et al. 2017, "Hello Edge"; He et al. 2016). Normalised by group (Wu & He
    2018), which hangs on no batch."""

    def __init__(self, narrow: int, wide: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(*_separable(narrow, wide, stride), nn.ReLU(), *_separable(wide, wide, 1))
        self.skip = nn.Identity() if stride == 1 and narrow == wide else nn.Conv2d(narrow, wide, 1, stride)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.skip(x) + self.body(x))


def _separable(narrow: int, wide: int, stride: int) -> list[nn.Module]:
    deep = nn.Conv2d(narrow, narrow, 3, stride, 1, groups=narrow, bias=False)
    return [deep, nn.GroupNorm(8, narrow), nn.ReLU(), nn.Conv2d(narrow, wide, 1, bias=False), nn.GroupNorm(8, wide)]


class SpectraForAudioClassification(PreTrainedModel):
    """Maps N×bands×frames (hearing.spectra) → logits N×labels."""

    config_class = SpectraConfig
    base_model_prefix = "network"
    main_input_name = "input_features"

    def __init__(self, config: SpectraConfig) -> None:
        super().__init__(config)
        w = config.width
        self.network = nn.Sequential(
            nn.Conv2d(1, w, 5, 2, 2, bias=False), nn.GroupNorm(8, w), nn.ReLU(), Block(w, w, 1), Block(w, 2 * w, 2), Block(2 * w, 3 * w, 2)
        )
        self.dropout = nn.Dropout(0.3)
        # Over time only the mean and the greatest remain; the place among the bands is kept: it is what a vowel is.
        self.classifier = nn.Linear(2 * 3 * w * -(-config.bands // 8), len(config.id2label or {}))
        self.post_init()

    def _init_weights(self, module: nn.Module) -> None:
        """torch's own first weights will do."""

    def forward(self, input_features: torch.Tensor, labels: torch.Tensor | None = None, **ignored: Any) -> SequenceClassifierOutput:
        logits = self.from_middle(input_features[:, None])
        loss = None if labels is None else functional.cross_entropy(logits, labels)
        return SequenceClassifierOutput(loss=loss, logits=logits)

    def from_middle(self, middle: torch.Tensor) -> torch.Tensor:
        """Logits from N×1×bands×frames."""
        seen = self.network(middle)
        return self.classifier(self.dropout(torch.cat([seen.mean(dim=3), seen.amax(dim=3)], dim=1).flatten(1)))

    def upper(self) -> list[nn.Module]:
        """What learns: all of it."""
        return [self.network, self.classifier]


def fresh(labels: list[str], settings: dict[str, Any]) -> SpectraForAudioClassification:
    """With weights drawn at random: nobody taught it yet."""
    about = {name: settings[name] for name in ("rate", "longest", "quiet", "frames")}
    config = SpectraConfig(**about, id2label=dict(enumerate(labels)), label2id={label: i for i, label in enumerate(labels)})
    return SpectraForAudioClassification(config).eval()


AutoConfig.register(SpectraConfig.model_type, SpectraConfig, exist_ok=True)
AutoModelForAudioClassification.register(SpectraConfig, SpectraForAudioClassification, exist_ok=True)
