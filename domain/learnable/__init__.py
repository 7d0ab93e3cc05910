"""What a model can learn from a label config, and the answers it gives."""

from domain.learnable.answers import Answer, Box, Example, Span
from domain.learnable.kinds import KINDS, ONE_LABEL
from domain.learnable.learnable import Learnable, learnable

__all__ = ["KINDS", "ONE_LABEL", "Answer", "Box", "Example", "Learnable", "Span", "learnable"]
