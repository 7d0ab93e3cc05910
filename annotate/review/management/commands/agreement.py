"""manage.py agreement: how well the annotators of a file of votes agree."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandParser

from domain.agreement import LEVELS, STATISTICS, expected_by_majority, measure

from . import _votes

_FIELDS = ("value", "low", "high", "items", "reason")
_TITLES = {name: one.title for name, one in STATISTICS.items()} | {
    "raw": "observed agreement",
    "light_kappa": "Cohen's kappa, mean of pairs",
    "self_agreement": "self-agreement (kappa)",
    "jaccard_alpha": "alpha, Jaccard distance",
    "masi_alpha": "alpha, MASI distance",
}
_PAIRS_SHOWN = 20


class Command(BaseCommand):
    help = "Agreement of the annotators in a file of votes, with 95 % intervals."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        _votes.add_arguments(parser)
        parser.add_argument(
            "--level",
            choices=LEVELS,
            default="nominal",
            help="of measurement; a corpus is read as its classes where nominal, else as the points of its scale",
        )
        parser.add_argument("--draws", type=int, default=1000, help="of the bootstrap; 0 for no intervals")
        parser.add_argument("--seed", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        level = options["level"]
        ratings = _votes.ratings(options, points=level != "nominal")
        figures = measure(ratings, level=level, rng=np.random.default_rng(options["seed"]), draws=options["draws"])
        figures["expected"] = expected_by_majority(ratings).as_dict()
        as_json = options["json"]
        self.stdout.write(json.dumps(_bare(figures), ensure_ascii=False, allow_nan=False) if as_json else "\n".join(_table(figures)))


def _bare(figures: dict[str, Any]) -> dict[str, Any]:
    """The contract of --json: the statistics meant for the level, the pairs, and what labels dealt out at random would give."""
    out: dict[str, Any] = {name: _only(figures[name], _FIELDS) for name in STATISTICS if name in figures}
    out["expected"] = figures["expected"]
    out["cohen_kappa"] = [_only(pair, ("annotators", "weights", *_FIELDS)) for pair in figures["cohen_kappa"]]
    return out


def _only(figure: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: figure[name] for name in names}


def _table(figures: dict[str, Any]) -> list[str]:
    lines = [
        f"{figures['items']} items, {figures['annotators']} annotators, {figures['annotations']} ratings; level {figures['level']}",
        _row("", "value", "95 % interval", "items"),
        *(_line(_TITLES[name], figures[name]) for name in STATISTICS if name in figures and _said(name, figures)),
        *_by_chance(figures["expected"]),
    ]
    pairs = figures["cohen_kappa"]
    if pairs:
        weights = pairs[0]["weights"]
        shown = sorted(pairs, key=lambda pair: -pair["items"])[:_PAIRS_SHOWN]
        lines += ["", f"Cohen's kappa{f', {weights} weights' if weights else ''}"]
        lines += [_line(f"{pair['annotators'][0]} – {pair['annotators'][1]}", pair) for pair in shown]
        if len(pairs) > len(shown):
            lines.append(f"… and {len(pairs) - len(shown)} pairs with fewer shared items; --json prints all")
    if figures["per_class"]:
        lines += ["", "Each class against the rest: Krippendorff's alpha"]
        lines += [_line(one["label"], one["krippendorff_alpha"]) for one in figures["per_class"]]
    return lines


def _said(name: str, figures: dict[str, Any]) -> bool:
    return name != "self_agreement" or bool(figures["repeats"])


def _by_chance(expected: dict[str, Any]) -> list[str]:
    """To tell labels that are rare from people who disagree."""
    if expected["shuffled"] is None:
        return []
    return [
        _row("… labels dealt out at random", f"{expected['shuffled']:.6f}", "", "", "observed agreement by chance"),
        _row("… always the majority", f"{expected['share']:.6f}", "", "", f"with somebody who always says '{expected['majority']}'"),
    ]


def _line(title: str, figure: dict[str, Any]) -> str:
    number = "undefined" if figure["value"] is None else f"{figure['value']:.6f}"
    bounds = "" if figure["low"] is None else f"{figure['low']:.4f} … {figure['high']:.4f}"
    return _row(title, number, bounds, str(figure["items"]), figure["reason"] or "")


def _row(title: str, value: str, bounds: str, items: str, reason: str = "") -> str:
    return f"{title:<28} {value:>10}  {bounds:<18} {items:>7}  {reason}".rstrip()
