"""Models that were made to be tried: the ML backend need not keep them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from domain.errors import Problem

from .. import client

log = logging.getLogger("malmoi.learning")


@contextmanager
def forgotten(project: str) -> Iterator[list[str]]:
    """A list for the names of what is trained in this `project` of the ML backend; they are forgotten at the end, however that comes.

    What cannot be forgotten costs space alone: neither the result nor the problem that ended the work is lost for it."""
    made: list[str] = []
    try:
        yield made
    finally:
        for name in dict.fromkeys(made):
            try:
                client.call("POST", "/forget", {"project": project, "model_version": name})
            except Problem as problem:
                log.info("%s of %s stays at the ML backend: %s", name, project, problem.message)
