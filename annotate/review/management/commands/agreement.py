"""manage.py agreement: how well the annotators of a file of votes agree."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandParser

from domain.agreement import LEVELS, measure

from . import _votes

_FIELDS = ("value", "low", "high", "items", "reason")
_TITLES = {
    "raw": "observed agreement",
    "fleiss_kappa": "Fleiss' kappa",
    "krippendorff_alpha": "Krippendorff's alpha",
    "self_agreement": "self-agreement (kappa)",
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
        as_json = options["json"]
        self.stdout.write(json.dumps(_bare(figures), ensure_ascii=False, allow_nan=False) if as_json else "\n".join(_table(figures)))


def _bare(figures: dict[str, Any]) -> dict[str, Any]:
    """The contract of --json: these names and no others."""
    out: dict[str, Any] = {name: _only(figures[name], _FIELDS) for name in ("raw", "fleiss_kappa", "krippendorff_alpha")}
    out["cohen_kappa"] = [_only(pair, ("annotators", "weights", *_FIELDS)) for pair in figures["cohen_kappa"]]
    return out


def _only(figure: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: figure[name] for name in names}


def _table(figures: dict[str, Any]) -> list[str]:
    lines = [
        f"{figures['items']} items, {figures['annotators']} annotators, {figures['annotations']} ratings; level {figures['level']}",
        _row("", "value", "95 % interval", "items"),
        *(_line(title, figures[name]) for name, title in _TITLES.items() if name != "self_agreement" or figures["repeats"]),
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


def _line(title: str, figure: dict[str, Any]) -> str:
    number = "undefined" if figure["value"] is None else f"{figure['value']:.6f}"
    bounds = "" if figure["low"] is None else f"{figure['low']:.4f} … {figure['high']:.4f}"
    return _row(title, number, bounds, str(figure["items"]), figure["reason"] or "")


def _row(title: str, value: str, bounds: str, items: str, reason: str = "") -> str:
    return f"{title:<28} {value:>10}  {bounds:<18} {items:>7}  {reason}".rstrip()
