"""Boxes of several annotators as one: those that lie on each other are one thing, and its edges are the medians of theirs.

Clusters by intersection over union, as weighted boxes fusion does for detectors: Solovyev, R., Wang, W. & Gabruseva, T. (2021), Image
and Vision Computing 107, 104117; medians in place of weighted means, for people give no confidence and one slip of the hand should not
count. Of figures that have no edges to take a median of (polygons, ellipses, turned boxes) the one most like the others stands for all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from domain.agreement.regions.matching import ALIKE
from domain.agreement.regions.reading import Region

LEAST_IOU = 0.5


@dataclass(frozen=True)
class Fused:
    """labels: those most of the cluster gave. value: the geometry in Label Studio's JSON, without labels. share: of the annotators.
    tied: half of them drew it and half did not, or two labels have the same number of votes."""

    labels: tuple[str, ...]
    value: dict[str, Any]
    like: Region
    share: float
    tied: bool


def box_fusion(by_annotator: Sequence[Sequence[Region]], kind: str = "shapes", *, least: float = 0.5) -> list[Fused]:
    """kind: shapes, intervals or points (`domain.agreement.regions`). A cluster counts if at least so many of the annotators drew it;
    largest share first."""
    clusters = _clusters(by_annotator, kind)
    people = len(by_annotator)
    found = [_fused(cluster, people, kind) for cluster in clusters if len(cluster) >= least * people]
    return sorted(found, key=lambda one: -one.share)


def _clusters(by_annotator: Sequence[Sequence[Region]], kind: str) -> list[list[Region]]:
    """The likest two are put together first; nobody stands in a cluster twice."""
    regions = [(who, one) for who, of in enumerate(by_annotator) for one in of]
    alike = ALIKE[kind]
    least = 0.0 if kind == "points" else LEAST_IOU
    pairs = []
    for i, (who, one) in enumerate(regions):
        for k in range(i + 1, len(regions)):
            if who != regions[k][0] and (likeness := alike(one, regions[k][1])) >= least and likeness > 0:
                pairs.append((-likeness, i, k))
    cluster_of = list(range(len(regions)))
    members = {n: [n] for n in cluster_of}
    for _, i, k in sorted(pairs):
        a, b = cluster_of[i], cluster_of[k]
        if a != b and not {regions[n][0] for n in members[a]} & {regions[n][0] for n in members[b]}:
            members[a] += members.pop(b)
            for n in members[a]:
                cluster_of[n] = a
    return [[regions[n][1] for n in sorted(of)] for of in members.values()]


def _fused(cluster: list[Region], people: int, kind: str) -> Fused:
    votes = Counter(one.labels for one in cluster).most_common()
    divided = len(votes) > 1 and votes[0][1] == votes[1][1]
    share = len(cluster) / people
    like = _likest(cluster, kind)
    return Fused(votes[0][0], _value(cluster, like, kind), like, share, divided or abs(share - 0.5) < 1e-9)


def _likest(cluster: list[Region], kind: str) -> Region:
    return max(cluster, key=lambda one: sum(ALIKE[kind](one, other) for other in cluster))


def _value(cluster: list[Region], like: Region, kind: str) -> dict[str, Any]:
    values = [one.entry["value"] for one in cluster]
    geometry = {name: part for name, part in like.entry["value"].items() if name != like.entry.get("type")}
    if kind == "intervals":
        return {**geometry, "start": median(one.start for one in cluster), "end": median(one.end for one in cluster)}
    if kind == "points":
        return {**geometry, "x": median(value["x"] for value in values), "y": median(value["y"] for value in values)}
    if not all(one.is_box for one in cluster):
        return geometry
    left, top = median(value["x"] for value in values), median(value["y"] for value in values)
    right = median(value["x"] + value["width"] for value in values)
    below = median(value["y"] + value["height"] for value in values)
    return {**geometry, "x": left, "y": top, "width": right - left, "height": below - top}
