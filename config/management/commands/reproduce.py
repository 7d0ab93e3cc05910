"""manage.py reproduce RUN: train a run again and say whether the same model comes out."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotate.learning.models import Run
from annotate.learning.services.reproduce import reproduce
from domain.errors import Problem


class Command(BaseCommand):
    help = "Train a run again, on the same release with the same settings and seed, and compare what comes out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, help="the number of the run")

    def handle(self, *args: Any, run: int, **options: Any) -> None:
        found = Run.objects.select_related("project", "release", "model_version").filter(pk=run).first()
        if found is None:
            raise CommandError(f"There is no run {run}.")
        try:
            told = reproduce(found, report=lambda share, message: self.stderr.write(f"{share:4.0%} {message}"))
        except Problem as problem:
            raise CommandError(problem.message) from problem
        if told.same:
            self.stdout.write(f"The same model came out: {told.name}.")
            return
        self.stdout.write(f"Another model came out: {told.again}, not {told.name}.")
        for name, (then, now) in told.differences.items():
            self.stdout.write(f"  {name}: {then} then, {now} now")
        if not told.differences:
            self.stdout.write("  Its figures are the same; the weights, the library versions or the encoder are not.")
        raise CommandError("It could not be made again exactly.")
