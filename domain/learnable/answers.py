"""What a model may be taught to say of an item."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Span:
    """Code points of the text, end-exclusive. `score`: how sure the model is, 0 … 1; None for what a person said."""

    start: int
    end: int
    label: str
    score: float | None = None


@dataclass(frozen=True, order=True)
class Box:
    """Percent of the picture's width and height, from its upper left corner, not turned. `score` as in a span."""

    x: float
    y: float
    width: float
    height: float
    label: str
    score: float | None = None


Answer = str | tuple[str, ...] | tuple[Span, ...] | tuple[Box, ...]
"""A label; several labels in the order of the config; spans or boxes in order of place. An empty tuple is an answer: nothing is there."""


@dataclass(frozen=True)
class Example:
    """An answered item. `inputs`: what is shown of it, a text or the address of a picture or sound each. An absent split is train.

    `group` keeps near-duplicates together. `weight` says how much it counts. `soft`: of a label, the share of the annotators behind each.
    `generated`: made from another item of its group; it is learned from, and never held out to judge by.
    `by_rules`: no person gave the answer. Such an item teaches; nothing is chosen or measured on it.
    """

    inputs: tuple[str, ...]
    answer: Answer
    split: str = "train"
    group: str | None = None
    weight: float = 1.0
    soft: tuple[tuple[str, float], ...] | None = None
    by_rules: bool = False
    generated: bool = False

    @property
    def judges(self) -> bool:
        """Whether anything may be chosen or measured by it."""
        return not (self.by_rules or self.generated)
