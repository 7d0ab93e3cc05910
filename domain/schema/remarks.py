"""What is odd in a label config and yet allowed, with its line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    line: int
    message: str
