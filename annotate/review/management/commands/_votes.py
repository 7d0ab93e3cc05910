"""What the commands on plain files of votes share: which columns to read, and reading them."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management.base import CommandError

from annotate.items import corpora
from domain.agreement import Ratings
from domain.errors import Problem
from domain.formats.votes import read_votes


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("votes", nargs="?", help="CSV, TSV, JSON or JSON Lines; UTF-8")
    parser.add_argument("--corpus", help="in place of a file: hutto2014/amazon, hutto2014/nyt, hutto2014/tweets or hutto2014/movies")
    parser.add_argument("--item", default="", metavar="COLUMN[,COLUMN]", help="what names the item; without it every row is an item")
    parser.add_argument("--annotator", metavar="COLUMN", help="who voted; left out where each annotator has a label column of their own")
    parser.add_argument("--label", metavar="COLUMN[,COLUMN]", help="the vote; 'prefix.*' reads one-hot columns")
    parser.add_argument("--order", default="", metavar="LABEL,LABEL", help="the labels from lowest to highest")
    parser.add_argument("--json", action="store_true", help="print JSON")


def ratings(options: dict[str, Any], *, points: bool = False) -> Ratings:
    """The ratings a command was pointed at. `points`: of a corpus, the points of the scale in place of the classes."""
    order = names(options["order"]) or None
    if bool(options["votes"]) == bool(options["corpus"]):
        raise CommandError("Name a file of votes, or a corpus with --corpus.")
    if options["corpus"]:
        return said_plainly(lambda: _of_corpus(options["corpus"], points, order))
    if not options["label"]:
        raise CommandError("Name the column of the labels with --label.")

    def read(lines: TextIO) -> Ratings:
        columns = {"item": names(options["item"]), "annotator": options["annotator"], "label": names(options["label"])}
        return Ratings.from_triples(*read_votes(lines, **columns, name=options["votes"]), order=order)

    return from_file(options["votes"], read)


def from_file(path: str, read: Callable[[TextIO], Any]) -> Any:
    """`read` the file, any trouble told with the file's name."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as lines:
            return said_plainly(lambda: read(lines), path)
    except UnicodeDecodeError as error:
        raise CommandError(f"{path}: not UTF-8 ({error.reason}).") from error
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror or error}") from error


def said_plainly(work: Callable[[], Any], where: str = "") -> Any:
    try:
        return work()
    except Problem as problem:
        raise CommandError(f"{where}: {problem.message}" if where else problem.message) from problem


def names(given: str) -> list[str]:
    """A list with commas; a name that holds one stands in double quotes."""
    return next(csv.reader([given]), []) if given else []


def _of_corpus(name: str, points: bool, order: list[str] | None) -> Ratings:
    family, _, which = name.partition("/")
    if family != "hutto2014":
        raise CommandError(f"Unknown corpus '{name}': hutto2014/ amazon, nyt, tweets or movies.")
    corpus = corpora.hutto2014(which, Path(settings.MALMOI_DATA) / "cache")
    scale = None if points else ["negative", "neutral", "positive"]
    return Ratings.from_triples(*zip(*corpus.ratings(points=points), strict=True), order=order or scale)
