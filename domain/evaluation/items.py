"""How right one answer is, from 0 to 1, where an answer is more than one label: two models are compared item by item.

The F1 of what was found: labels, spans with the very same ends and label, boxes of the same label that overlap by half of their union
(each matched once, the largest overlap first: Everingham, M. et al. (2010). The PASCAL VOC challenge. IJCV 88, 303–338). Where nothing is
there and nothing was said, the answer is right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from domain.learnable import Answer, Box, Span

OVERLAP = 0.5


def item_score(truth: Answer, said: Answer) -> float:
    if isinstance(truth, str) or isinstance(said, str):
        return float(truth == said)
    if not truth and not said:
        return 1.0
    return 2 * _found(truth, said) / (len(truth) + len(said))


def _found(truth: Sequence[Any], said: Sequence[Any]) -> int:
    if any(isinstance(one, Box) for one in (*truth, *said)):
        return _boxes([b for b in truth if isinstance(b, Box)], [b for b in said if isinstance(b, Box)])
    return sum((Counter(map(_place, truth)) & Counter(map(_place, said))).values())


def _place(one: Any) -> Any:
    return (one.start, one.end, one.label) if isinstance(one, Span) else one


def _boxes(truth: Sequence[Box], said: Sequence[Box]) -> int:
    pairs = ((overlap(t, s), i, j) for i, t in enumerate(truth) for j, s in enumerate(said) if t.label == s.label)
    left: set[int] = set()
    right: set[int] = set()
    for share, i, j in sorted(pairs, reverse=True):
        if share >= OVERLAP and i not in left and j not in right:
            left.add(i)
            right.add(j)
    return len(left)


def overlap(a: Box, b: Box) -> float:
    """Intersection over union; 0 where both are without area."""
    width = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    height = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    both = max(0.0, width) * max(0.0, height)
    union = a.width * a.height + b.width * b.height - both
    return both / union if union > 0 else 0.0
