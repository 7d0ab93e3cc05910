"""Everything the default needs, under one Ctrl-C: the database brought up to date, the demo at the first start, a web server,
a worker. What `make run` runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Serve Malmoi: migrate, load the demo at the first start, then run the web server and a worker until Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--workers", type=int, default=2, help="web processes")
        parser.add_argument("--no-demo", action="store_true")
        parser.add_argument("--no-worker", action="store_true", help="web server only: jobs wait for a worker elsewhere")

    def handle(self, *args, **options):
        self.children: list[subprocess.Popen] = []
        self.stopping = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        call_command("migrate", interactive=False, verbosity=0)
        demo = not options["no_demo"] and self._demo()
        try:
            self._start(options)
            self._wait_until_served(options)
            self._announce(options, demo)
            self._watch()
        finally:
            self._end()

    def _demo(self) -> bool:
        from annotate.projects.models import Project

        if not Project.objects.exists():
            self.stdout.write("· First start: loading the demo corpus")
            try:
                call_command("demo", stdout=self.stdout)
            except CommandError as error:
                self.stderr.write(f"  The demo could not be loaded ({error}). Malmoi starts without it; `manage.py demo` tries again.")
        from annotate.accounts.models import User

        return User.objects.filter(email="lead@demo.test").exists()

    def _start(self, options) -> None:
        web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", options["host"], "--port", str(options["port"])]
        web += ["--workers", str(options["workers"]), "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
        web += ["--respawn-failed-workers", "config.wsgi:application"]
        self._spawn(web)
        if not options["no_worker"]:
            worker = [sys.executable, "-m", "celery", "-A", "config", "--quiet", "worker", "-B"]
            self._spawn([*worker, "--concurrency", "1", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"])

    def _spawn(self, command: list[str]) -> None:
        # A session of its own for each, so that Ctrl-C reaches us alone and we end every process it started, grandchildren too.
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "2")}
        self.children.append(subprocess.Popen(command, start_new_session=True, env=environment, cwd=settings.BASE_DIR))

    def _wait_until_served(self, options) -> None:
        address = f"http://{options['host']}:{options['port']}/login/"
        for _ in range(600):
            if self.stopping or any(child.poll() is not None for child in self.children):
                return
            try:
                with urllib.request.urlopen(address, timeout=2):
                    return
            except OSError:
                time.sleep(0.05)

    def _announce(self, options, demo: bool) -> None:
        if self.stopping or any(child.poll() is not None for child in self.children):
            return
        self.stdout.write(f"\n  Malmoi 말모이   http://{options['host']}:{options['port']}/\n")
        if demo:
            self.stdout.write(f"  Demo logins:  {', '.join(settings.DEMO_PEOPLE)}   password: {settings.DEMO_PASSWORD}\n")
        self.stdout.write(f"  Data:         {settings.MALMOI_DATA}\n  Ctrl-C stops everything.\n")
        self.stdout.flush()

    def _watch(self) -> None:
        while not self.stopping:
            for child in self.children:
                if child.poll() is not None:
                    raise CommandError(f"{child.args[2]} ended with status {child.returncode}; stopping.")
            time.sleep(0.2)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _end(self) -> None:
        for child in self.children:
            _signal(child, signal.SIGTERM)
        # Nobody wants to wait for Ctrl-C: a request is over in milliseconds, and a job that is cut off is found and finished next time.
        deadline = time.monotonic() + 2
        for child in self.children:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass
            _signal(child, signal.SIGKILL)
            child.wait()


def _signal(child: subprocess.Popen, number: int) -> None:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        pass
