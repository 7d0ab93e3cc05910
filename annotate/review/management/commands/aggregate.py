"""manage.py aggregate: one label an item from a file of votes, and how right it is where the truth is known."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from domain.aggregation import RULES, Accuracy, Aggregate, accuracy
from domain.formats.votes import read_gold

from . import _votes


class Command(BaseCommand):
    help = "One label for each item in a file of votes, by majority or Dawid-Skene. A tie has no label: a person settles it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        _votes.add_arguments(parser)
        parser.add_argument("--method", choices=sorted(RULES), default="majority")
        parser.add_argument("--gold", metavar="FILE", help="true labels: prints the accuracy, a tie of k labels counting 1/k")
        parser.add_argument("--gold-item", metavar="COLUMN", help="default: as --item")
        parser.add_argument("--gold-label", metavar="COLUMN", help="default: the label column, or 'truth', 'gold', 'gold_label'")

    def handle(self, *args: Any, **options: Any) -> None:
        aggregated = RULES[options["method"]](_votes.ratings(options))
        score = accuracy(aggregated, _gold(options)) if options["gold"] else None
        if options["json"]:
            self.stdout.write(json.dumps(_bare(aggregated, score), ensure_ascii=False, allow_nan=False))
            return
        for item, one in aggregated.items():
            tie = "" if one.label is not None else f"\ttie of {', '.join(map(str, one.tied))}"
            self.stdout.write(f"{item}\t{'' if one.label is None else one.label}\t{one.share:.4f}{tie}")
        if score:
            value = "undefined" if score.value is None else f"{score.value:.4f}"
            self.stderr.write(f"accuracy {value} on {score.items} items, {score.ties} of them ties{_because(score)}")


def _gold(options: dict[str, Any]) -> dict[str, str]:
    item = _votes.names(options["gold_item"] or options["item"])
    candidates = [options["gold_label"]] if options["gold_label"] else [options["label"], "truth", "gold", "gold_label"]
    return _votes.from_file(
        options["gold"], lambda lines: read_gold(lines, item=item, label=[one for one in candidates if one], name=options["gold"])
    )


def _bare(aggregated: dict[Any, Aggregate], score: Accuracy | None) -> dict[str, Any]:
    return {
        "labels": {item: one.label for item, one in aggregated.items()},
        "shares": {item: one.share for item, one in aggregated.items()},
        "ties": sum(one.label is None for one in aggregated.values()),
        "accuracy": score.value if score else None,
        "items": score.items if score else len(aggregated),
        "reason": score.reason if score else None,
    }


def _because(score: Accuracy) -> str:
    return f"; {score.reason}" if score.reason else ""
