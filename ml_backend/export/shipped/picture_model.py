"""The network and what was learned on top of it, as one module: pixels (and shape, where the model looks at it) → logits."""

import torch
from network import DIM, Lite0
from torch import nn


class Model(nn.Module):
    """about: {"encoder": "efficientnet+shape" or a part of it, "rooted": whether the network's features are compared by their roots,
    "width": how many features there are, "labels": […]}."""

    def __init__(self, about):
        super().__init__()
        self.parts, self.rooted = about["encoder"].split("+"), about["rooted"]
        self.network = Lite0() if "efficientnet" in self.parts else nn.Identity()
        self.classifier = nn.Linear(about.get("width") or DIM, len(about["labels"]))

    def forward(self, pixels=None, shape=None):
        seen = {"shape": shape}
        if pixels is not None:
            seen["efficientnet"] = self.network(pixels)
            if self.rooted:
                roots = seen["efficientnet"].clamp(min=0).sqrt()
                seen["efficientnet"] = roots / roots.norm(dim=1, keepdim=True).clamp(min=1e-6)
        return self.classifier(torch.cat([seen[part] for part in self.parts], dim=1))
