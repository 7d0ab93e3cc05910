"""`manage.py simulate`: the active-learning loop replayed on labels that exist, each strategy against random."""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from annotate.items.corpora import hutto2014
from domain.errors import Problem
from ml_backend.settings import load
from ml_backend.simulate import ORACLES, Simulation, simulate
from ml_backend.simulation_report import draw, table

_NAMED = re.compile(r"hutto2014/([a-z]+)")


class Command(BaseCommand):
    help = (
        "Replays the active-learning loop on a labelled file (CSV or TSV) or on hutto2014/amazon, /nyt, /tweets, /movies with "
        "the real raters as the oracle. Writes simulation.json, table.txt, curve.svg and curve.png into MALMOI_DATA/simulations/NAME/."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("source", help="a CSV or TSV file, or hutto2014/NAME")
        parser.add_argument("--text", default="text", help="column of the text (with --no-header: its number from 1)")
        parser.add_argument("--label", default="label", help="column of the label; several, separated by commas, are several raters")
        parser.add_argument("--group", default="", help="column that keeps texts together that belong together")
        parser.add_argument("--no-header", action="store_true", help="the first line is data")
        parser.add_argument("--strategy", default="margin,random", help="separated by commas; the others are measured against random")
        parser.add_argument("--seeds", type=int, default=5)
        parser.add_argument("--budget", type=int, default=500, help="labels at the end")
        parser.add_argument("--start", type=int, default=50, help="random labels at first")
        parser.add_argument("--step", type=int, default=25, help="labels between two trainings")
        parser.add_argument("--encoder", default="", help="such as use, char, use+char")
        parser.add_argument("--test", default="", help="a file of the same form; without it a share of the texts is held out")
        parser.add_argument("--test-share", type=float, default=0.25)
        parser.add_argument("--random-share", type=float, default=0.1, help="of each step's picks, as in the queue")
        parser.add_argument("--oracle", choices=ORACLES, default="majority", help="what answers where there are several raters")
        parser.add_argument("--out", default="", help="folder for the results")
        parser.add_argument("--name", default="", help="name of the folder (default: the time)")
        parser.add_argument("--json", action="store_true", help="print the result as JSON instead of the table")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            texts, votes, groups = self._read(options["source"], options)
            test = None
            if options["test"]:
                test_texts, test_votes, _ = self._read(options["test"], options)
                test = (test_texts, [_one(vote, i, options["test"]) for i, vote in enumerate(test_votes)])
            backend = replace(load(), data=Path(settings.MALMOI_DATA))
            found = simulate(
                texts,
                votes,
                strategies=[s.strip() for s in options["strategy"].split(",")],
                encoder=options["encoder"] or backend.encoder,
                settings=backend,
                groups=groups,
                test=test,
                progress=self._progress,
                **{name: options[name] for name in ("seeds", "budget", "start", "step", "test_share", "oracle", "random_share")},
            )
        except Problem as problem:
            raise CommandError(problem.message) from problem
        source = options["source"] if _NAMED.fullmatch(options["source"]) else Path(options["source"]).name
        folder = self._write(found, source, options)
        if options["json"]:
            self.stdout.write(json.dumps(_record(found, source), ensure_ascii=False))
        else:
            self.stdout.write(f"{source}: {table(found)}\nWritten to {folder}")

    def _progress(self, share: float, message: str) -> None:
        """On a terminal one line that is overwritten; nothing where the output goes to a file or a program."""
        if sys.stderr.isatty():
            self.stderr.write(f"\r{share:4.0%} {message:<60}", ending="\n" if share == 1 else "")

    def _read(self, source: str, options: dict[str, Any]) -> tuple[list[str], list[Any], list[str] | None]:
        if match := _NAMED.fullmatch(source):
            return _hutto(match[1])
        return _file(Path(source), options["text"], options["label"].split(","), options["group"], not options["no_header"])

    def _write(self, found: Simulation, source: str, options: dict[str, Any]) -> Path:
        """All four files, then the pointer `latest` that the lead's page follows (only beside the folders it can point at)."""
        home = Path(settings.MALMOI_DATA) / "simulations"
        now = datetime.now(UTC)
        folder = Path(options["out"]) if options["out"] else home / (options["name"] or now.strftime("%Y%m%dT%H%M%S.%fZ"))
        folder.mkdir(parents=True, exist_ok=True)
        record = _record(found, source) | {"made_at": now.isoformat(timespec="seconds")}
        (folder / "simulation.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
        (folder / "table.txt").write_text(f"{source}: {table(found)}", encoding="utf-8")
        draw(found, folder / "curve.svg", folder / "curve.png", title=source)
        if folder.resolve().parent == home.resolve():
            fresh = home / f".latest.{os.getpid()}"
            fresh.write_text(folder.name, encoding="utf-8")
            fresh.replace(home / "latest")
        return folder


def _record(found: Simulation, source: str) -> dict[str, Any]:
    return {"source": source, **found.as_dict()}


def _one(vote: str | list[str], row: int, path: str) -> str:
    labels = {vote} if isinstance(vote, str) else set(vote)
    if len(labels) != 1:
        raise CommandError(f"{path}, row {row + 1}: a test file needs one label per text, this row has {len(labels)}.")
    return labels.pop()


def _hutto(name: str) -> tuple[list[str], list[list[str]], None]:
    """Texts, and what each of the raters said: negative, neutral or positive by the sign of the rating."""
    corpus = hutto2014(name, Path(settings.MALMOI_DATA) / "cache")
    votes: dict[str, list[str]] = {item.id: [] for item in corpus.items}
    for item, _, label in corpus.ratings():
        votes[item].append(str(label))
    return [item.text for item in corpus.items], list(votes.values()), None


def _file(path: Path, text: str, labels: list[str], group: str, header: bool) -> tuple[list[str], list[Any], list[str] | None]:
    """Rows of a CSV or TSV: which of the two the first line tells. Raises `CommandError` with the line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = _rows(file)
            first = next(rows, None)
            if first is None:
                raise CommandError(f"{path} is empty.")
            names = first[1] if header else [str(i) for i in range(1, len(first[1]) + 1)]
            columns = [_column(path, names, name) for name in (text, *labels, *([group] if group else []))]
            body = list(rows) if header else [first, *rows]
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not UTF-8 (byte {error.start}).") from None
    except csv.Error as error:
        raise CommandError(f"{path} is not CSV: {error}.") from None
    for line, row in body:
        if len(row) != len(names):
            raise CommandError(f"{path}, line {line}: {len(row)} fields, but {len(names)} columns.")
    texts = [row[columns[0]] for _, row in body]
    votes: list[Any] = [[row[c].strip() for c in columns[1 : 1 + len(labels)] if row[c].strip()] for _, row in body]
    if len(labels) == 1:
        votes = [v[0] if v else v for v in votes]
    return texts, votes, [row[columns[-1]] for _, row in body] if group else None


def _rows(file) -> Iterator[tuple[int, list[str]]]:
    """(line number, fields). A tab in the first line makes it a TSV, in which a quotation mark is a mark like any other."""
    head = file.readline()
    file.seek(0)
    tabs = "\t" in head
    reader = csv.reader(file, delimiter="\t" if tabs else ",", quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL)
    for row in reader:
        if row:
            yield reader.line_num, row


def _column(path: Path, names: list[str], name: str) -> int:
    try:
        return names.index(name.strip())
    except ValueError:
        raise CommandError(f"{path} has no column '{name.strip()}'. It has: {', '.join(names[:20])}.") from None
