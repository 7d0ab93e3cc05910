"""Bring locale/…/django.po up to the sources and compile it; or, with --check, say what is wrong with it."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from config import messages


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--check", action="store_true", help="change nothing; fail where a catalogue is behind or incomplete")
        how.add_argument("--compile", action="store_true", help="only compile what is there")

    def handle(self, *args, **options) -> None:
        sentences = None if options["compile"] else messages.found()
        wrongs = []
        for path in messages.catalogues():
            if sentences is None:
                continue
            written = messages.updated(path, sentences)
            if options["check"] and written != path.read_bytes():
                wrongs.append(f"{path.relative_to(messages.ROOT)} is behind the sources: make messages")
            elif not options["check"] and written != path.read_bytes():
                path.write_bytes(written)
            wrongs += messages.wrongs(path)
        if options["check"] and wrongs:
            raise CommandError("\n".join(wrongs))
        messages.compile_where_needed()
        for wrong in wrongs:
            self.stdout.write(wrong)
