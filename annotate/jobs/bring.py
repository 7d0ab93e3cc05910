"""An upload: taken in while the sender waits if it is small, else kept and made a job. The same for API and pages."""

from __future__ import annotations

import datetime as dt
import io
from typing import BinaryIO

from django.db import transaction

from annotate.accounts.models import User
from annotate.items import storage
from annotate.items.models import ImportBatch
from annotate.projects.models import Project
from annotate.queue import services as queue

from .models import Job
from .services import enqueue

# Bytes read while the sender waits.
AT_ONCE = 2**20


def bring(
    project: Project, stream: BinaryIO, *, size: int, name: str, by: User, now: dt.datetime, format: str = "", content_type: str = ""
) -> tuple[ImportBatch, Job | None]:
    """(the batch, done; None) or (the batch, still running; its job). Raises `Invalid` where nothing in it can be read."""
    about = {"name": name, "by": by, "now": now, "format": format, "content_type": content_type}
    if size <= AT_ONCE:
        with transaction.atomic():
            batch = queue.start_import(project, **about)
            return queue.read_in(batch, io.BytesIO(stream.read()), now=now), None
    source = storage.keep(iter(lambda: stream.read(2**20), b""), name or "import")
    with transaction.atomic():
        batch = queue.start_import(project, source=source, **about)
        return batch, enqueue("import", now=now, project=project, by=by, batch=batch.pk)
