"""`manage.py simulate`: the active-learning loop replayed on labels that exist, each strategy against random."""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from annotate.items.corpora import hutto2014
from domain import sampling
from domain.errors import Invalid, Problem
from ml_backend.features import picture
from ml_backend.settings import load
from ml_backend.simulation import ORACLES, Guest, Simulation, simulate
from ml_backend.simulation.corpora import PUBLISHED, Given
from ml_backend.simulation.figure import draw
from ml_backend.simulation.report import table
from ml_backend.simulation.table_file import one_each, pictures
from ml_backend.simulation.table_file import table as rows_of

_NUMBERS = ("seeds", "budget", "start", "step", "growth", "test_share", "oracle", "random_share", "full")
_NAMED = re.compile(r"hutto2014/([a-z]+)")


class Command(BaseCommand):
    help = (
        "Replays the active-learning loop on a labelled file (CSV or TSV), on a folder of pictures with a subfolder for each label, on "
        "hutto2014/amazon, /nyt, /tweets, /movies with the real raters as the oracle, or on a corpus that lies in --data. "
        "Writes simulation.json, table.txt, curve.svg and curve.png into MALMOI_DATA/simulations/NAME/."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("source", help=f"a CSV or TSV file, a folder, hutto2014/NAME, {', '.join(PUBLISHED)}")
        parser.add_argument("--data", default="", help="folder in which the corpora lie as published, each in a folder of its name")
        parser.add_argument("--text", default="text", help="column of the text (with --no-header: its number from 1)")
        parser.add_argument("--label", default="label", help="column of the label; several, separated by commas, are several raters")
        parser.add_argument("--group", default="", help="column that keeps texts together that belong together")
        parser.add_argument("--no-header", action="store_true", help="the first line is data")
        parser.add_argument("--strategy", default="margin,random", help="separated by commas; the others are measured against random")
        parser.add_argument("--seeds", type=int, default=5)
        parser.add_argument("--budget", type=int, default=500, help="labels at the end")
        parser.add_argument("--start", type=int, default=50, help="random labels at first")
        parser.add_argument("--step", type=int, default=25, help="labels between two trainings")
        parser.add_argument("--growth", type=float, default=0.0, help="at least this share of the labels so far at a time, such as 0.25")
        parser.add_argument("--full", action="store_true", help="train with every label too, and say when 95 %% of that score is reached")
        parser.add_argument("--guests", default="", help="a module whose guests() play too, such as bench.peers")
        parser.add_argument("--encoder", default="", help="such as use, char, use+char")
        parser.add_argument("--test", default="", help="a file of the same form; without it a share of the texts is held out")
        parser.add_argument("--test-share", type=float, default=0.25)
        parser.add_argument("--random-share", type=float, default=0.1, help="of each step's picks, as in the queue")
        parser.add_argument("--oracle", choices=ORACLES, default="majority", help="what answers where there are several raters")
        parser.add_argument("--out", default="", help="folder for the results")
        parser.add_argument("--name", default="", help="name of the folder (default: the time)")
        parser.add_argument("--no-figure", action="store_true", help="draw no curves")
        parser.add_argument("--json", action="store_true", help="print the result as JSON instead of the table")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            given = self._read(options)
            backend = replace(load(), data=Path(settings.MALMOI_DATA))
            usual = picture.DEFAULT if isinstance(next(iter(given.inputs), ""), bytes) else backend.encoder
            strategies = [s.strip() for s in options["strategy"].split(",")]
            guests, absent = _guests(options["guests"], strategies)
            found = simulate(
                given.inputs,
                given.votes,
                strategies=[s for s in strategies if s in sampling.names() or not options["guests"]],
                guests=guests,
                encoder=options["encoder"] or usual,
                settings=backend,
                groups=given.groups,
                test=given.test,
                progress=self._progress,
                **{name: options[name] for name in _NUMBERS},
            )
            found.notes.extend(absent)
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

    def _read(self, options: dict[str, Any]) -> Given:
        source, data = options["source"], options["data"]
        if match := _NAMED.fullmatch(source):
            return _hutto(match[1])
        if data and source in PUBLISHED:
            return PUBLISHED[source](Path(data) / source)
        if source in PUBLISHED and not Path(source).exists():
            raise Invalid(f"Name the folder that holds {source} with --data.")
        if Path(source).is_dir():
            return Given(*pictures(Path(source)))
        form = (options["text"], options["label"].split(","), options["group"], not options["no_header"])
        texts, votes, groups = rows_of(Path(source), *form)
        if not options["test"]:
            return Given(texts, votes, groups)
        path = Path(options["test"])
        held, said, _ = rows_of(path, *form)
        return Given(texts, votes, groups, (held, one_each(said, path)))

    def _write(self, found: Simulation, source: str, options: dict[str, Any]) -> Path:
        """All files, then the pointer `latest` that the lead's page follows (only beside the folders it can point at)."""
        home = Path(settings.MALMOI_DATA) / "simulations"
        now = datetime.now(UTC)
        folder = Path(options["out"]) if options["out"] else home / (options["name"] or now.strftime("%Y%m%dT%H%M%S.%fZ"))
        folder.mkdir(parents=True, exist_ok=True)
        record = _record(found, source) | {"made_at": now.isoformat(timespec="seconds")}
        (folder / "simulation.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
        (folder / "table.txt").write_text(f"{source}: {table(found)}", encoding="utf-8")
        if not options["no_figure"]:
            draw(found, folder / "curve.svg", folder / "curve.png", title=source)
        if folder.resolve().parent == home.resolve():
            fresh = home / f".latest.{os.getpid()}"
            fresh.write_text(folder.name, encoding="utf-8")
            fresh.replace(home / "latest")
        return folder


def _record(found: Simulation, source: str) -> dict[str, Any]:
    return {"source": source, **found.as_dict()}


def _guests(module: str, wanted: list[str]) -> tuple[list[Guest], list[str]]:
    """Those of the module's guests that --strategy names (all of them where it names none), and why others are absent."""
    if not module:
        return [], []
    try:
        made, absent = importlib.import_module(module).guests()
    except (ImportError, AttributeError) as error:
        raise Invalid(f"{module} brings no guests: {error}") from None
    known, named = {g.name: g for g in made}, [w for w in wanted if w not in sampling.names()]
    gone = [w for w in named if w not in known and not any(w.startswith(f"{reason.split()[0]}.") for reason in absent)]
    if gone:
        raise Invalid(f"There is no strategy '{gone[0]}'. {module} brings: {', '.join(known) or 'none'}.")
    return [known[w] for w in named if w in known] if named else made, absent


def _hutto(name: str) -> Given:
    """Texts, and what each of the raters said: negative, neutral or positive by the sign of the rating."""
    corpus = hutto2014(name, Path(settings.MALMOI_DATA) / "cache")
    votes: dict[str, list[str]] = {item.id: [] for item in corpus.items}
    for item, _, label in corpus.ratings():
        votes[item].append(str(label))
    return Given([item.text for item in corpus.items], list(votes.values()))
