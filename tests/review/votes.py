"""Running a command on a file, as from the shell, without a database."""

from __future__ import annotations

from io import StringIO

from django.core.management.base import BaseCommand


def run(command: type[BaseCommand], *arguments: str) -> tuple[str, str]:
    """What it wrote to standard output and to standard error."""
    out, err = StringIO(), StringIO()
    made = command(stdout=out, stderr=err, no_color=True)
    options = vars(made.create_parser("manage.py", command.__module__.rsplit(".", 1)[-1]).parse_args(list(arguments)))
    made.execute(*options.pop("args", ()), **options)
    return out.getvalue(), err.getvalue()
