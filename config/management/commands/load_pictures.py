"""`manage.py load_pictures FOLDER --project N`: the pictures and sounds of a folder, with all below it, into a project.

Safe to run again: what is there already is counted as a duplicate, so a run that was killed is finished by the next one.
"""

from __future__ import annotations

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from annotate.items.models import ImportBatch
from annotate.items.services import check_shows_files, finish
from annotate.items.services.import_pictures import FORMAT
from annotate.items.sources import Archive, Folder
from annotate.projects.models import Project
from annotate.queue import services as queue
from domain.errors import Problem
from guidelines.selectors import newest, schema_of


class Command(BaseCommand):
    help = "Import the pictures and sounds in FOLDER (or in a zip archive) into a project."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--project", type=int, required=True)

    def handle(self, *args, folder, project, **options):
        found = Project.objects.select_related("created_by", "guideline").filter(pk=project).first()
        if found is None:
            raise CommandError(f"There is no project {project}.")
        began = time.perf_counter()
        try:
            batch = self._load(found, folder)
        except Problem as problem:
            raise CommandError(problem.message) from None
        seconds = time.perf_counter() - began
        counts = f"{batch.items_made:,} items, {batch.duplicates:,} duplicates, {batch.rejected:,} rejected"
        self.stdout.write(f"Project {found.pk}: {counts}, {seconds:.1f} s")
        for rejection in batch.rejections.order_by("pk")[:100]:
            self.stdout.write(f"  {rejection.reason}")

    def _load(self, project: Project, folder: Path) -> ImportBatch:
        check_shows_files(schema_of(newest(project.guideline)))
        if folder.is_file():
            with folder.open("rb") as stream:
                return self._take(project, folder, Archive(stream))
        return self._take(project, folder, Folder(folder))

    def _take(self, project: Project, folder: Path, source: Archive | Folder) -> ImportBatch:
        now, name = timezone.now(), folder.resolve().name[-255:] or "pictures"
        # An earlier run that was killed: what it brought stays, and is found again below.
        for torn in project.batches.filter(name=name, format=FORMAT, state=ImportBatch.RUNNING, source=""):
            finish(torn, now=now, failure="It was interrupted; a later run of the same folder brought the rest.")
        batch = queue.start_import(project, name=name, by=project.created_by, now=now, format=FORMAT)
        try:
            return queue.take_pictures_in(batch, source, now=now)
        except Problem as problem:
            finish(batch, now=now, failure=problem.message)
            raise
