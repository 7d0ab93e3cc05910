"""The suites in which the database matters most, once more on PostgreSQL where one answers: `python -m tests.on_postgres`."""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg

BASE = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
SUITES = [f"tests/{name}" for name in ("projects", "guidelines", "items", "queue", "annotations", "review", "corpus", "jobs", "flow")]
# These start servers of their own, on both databases, in the first run already, or ask the database for nothing.
NOT_AGAIN = [
    *("tests/jobs/test_killed_worker.py", "tests/flow/test_hammer.py", "tests/flow/test_serve.py", "tests/items/test_corpora.py"),
    *("tests/review/test_figures.py", "tests/review/test_agreement_command.py", "tests/review/test_aggregate_command.py"),
]


def main() -> int:
    try:
        psycopg.connect(BASE, connect_timeout=2).close()
    except psycopg.Error as error:
        print(f"Skipped on PostgreSQL: none answers on loopback ({str(error).strip().splitlines()[0]}).")
        return 0
    print(f"Once more on PostgreSQL: {', '.join(SUITES)}")
    environment = {**os.environ, "DATABASE_URL": BASE.replace("postgresql://", "postgres://")}
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", *SUITES, *(f"--ignore={path}" for path in NOT_AGAIN)]
    return subprocess.run([*command, *sys.argv[1:]], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
