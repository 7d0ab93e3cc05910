"""manage.py measured: a measurement of the past, made again from the annotations as they stood then."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from annotate.review.models import Agreement
from annotate.review.selectors import Scope
from annotate.review.services import again
from domain.errors import Problem


class Command(BaseCommand):
    help = "Measure again what was measured in the past, from the annotations as they stood, and hold the figures against those kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", nargs="*", type=int, help="measurements to make again")
        parser.add_argument("--project", type=int, help="list the measurements of this project, newest first")
        parser.add_argument("--json", action="store_true", help="print the figures made again as JSON, a line each")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["id"] and options["project"] is None:
            raise CommandError("Name a measurement, or a project with --project to see which there are.")
        if options["project"] is not None:
            self._list(options["project"])
        differ = [pk for pk in options["id"] if not self._again(pk, options["json"])]
        if differ:
            raise CommandError(f"Not the same as was kept: {', '.join(map(str, differ))}.")

    def _list(self, project: int) -> None:
        found = Agreement.objects.filter(project=project).select_related("round", "guideline_version").defer("figures")
        for one in found.order_by("-id").iterator(chunk_size=500):
            key = Scope(one.round, one.guideline_version, one.slice).key
            self.stdout.write(f"{one.pk}\t{one.measured_at:%Y-%m-%d %H:%M:%S}\t{key}\t{one.input_digest[:12]}")

    def _again(self, pk: int, as_json: bool) -> bool:
        kept = Agreement.objects.select_related("project", "round", "guideline_version").filter(pk=pk).first()
        if kept is None:
            raise CommandError(f"There is no measurement {pk}.")
        try:
            figures, digest = again(kept)
        except Problem as problem:
            raise CommandError(f"{pk}: {problem.message}") from problem
        same = digest == kept.input_digest and json.loads(json.dumps(figures)) == kept.figures
        if as_json:
            self.stdout.write(json.dumps({"id": pk, "same": same, "input_digest": digest, "figures": figures}, ensure_ascii=False))
            return same
        votes = "the same votes" if digest == kept.input_digest else f"other votes (sha256 {digest}, kept {kept.input_digest})"
        says = "identical to the last digit" if same else f"differs in {', '.join(_differing(figures, kept.figures)) or 'the votes'}"
        self.stdout.write(f"{pk}\t{Scope(kept.round, kept.guideline_version, kept.slice).key}\t{votes}\t{says}")
        return same


def _differing(figures: dict[str, Any], kept: dict[str, Any]) -> list[str]:
    made = json.loads(json.dumps(figures))
    return sorted(name for name in {*made, *kept} if made.get(name) != kept.get(name))
