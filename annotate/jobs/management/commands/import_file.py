"""`manage.py import_file PROJECT FILE`: what an upload does, from the shell."""

from __future__ import annotations

import json
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from annotate.jobs.kinds import outcome
from annotate.projects.models import Project
from annotate.queue import services as queue
from domain.errors import Problem


class Command(BaseCommand):
    help = "Import FILE (JSONL, JSON, CSV, TSV, text; also .gz or .zip) into PROJECT."

    def add_arguments(self, parser):
        parser.add_argument("project", type=int)
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", help="jsonl, json, csv, tsv, txt; guessed from the name and the first bytes where not said")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, project, file, format, **options):
        found = Project.objects.select_related("created_by", "guideline").filter(pk=project).first()
        if found is None:
            raise CommandError(f"There is no project {project}.")
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        began = time.perf_counter()
        try:
            batch = queue.start_import(found, name=file.name, by=found.created_by, now=timezone.now(), format=format or "")
            with file.open("rb") as stream:
                queue.read_in(batch, stream, now=timezone.now())
        except Problem as problem:
            raise CommandError(problem.message) from None
        told = {**outcome(batch), "seconds": round(time.perf_counter() - began, 3)}
        if options["json"]:
            self.stdout.write(json.dumps(told))
            return
        counts = f"{told['items']:,} items, {told['duplicates']:,} duplicates, {told['rejected_count']:,} rejected"
        self.stdout.write(f"{counts}, {told['seconds']} s")
        for row in told["rejected"]:
            self.stdout.write(f"  row {row['row']}: {row['reason']}")
