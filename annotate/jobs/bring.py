"""An upload: taken in while the sender waits if it is small, else kept and made a job. The same for API and pages."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import BinaryIO, NamedTuple

from django.db import transaction

from annotate.accounts.models import User
from annotate.corpus.services.archive import zipped
from annotate.items import storage
from annotate.items.models import ImportBatch
from annotate.items.services import check_shows_files
from annotate.items.services.import_pictures import FORMAT
from annotate.items.sources import Archive
from annotate.projects.models import Project
from annotate.queue import services as queue
from domain.errors import Invalid
from domain.media import named
from guidelines.selectors import newest, schema_of

from .models import Job
from .services import enqueue

# Bytes and files read while the sender waits.
AT_ONCE = 2**20
FILES_AT_ONCE = 50


class Sent(NamedTuple):
    """A file of an upload. path: as in the folder that it was chosen from, where that is known; else its name."""

    path: str
    stream: BinaryIO
    size: int


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


def bring_pictures(project: Project, sent: list[Sent], *, by: User, now: dt.datetime) -> tuple[ImportBatch, Job | None]:
    """As `bring`, of pictures and sounds: one zip archive, or as many files as there are. Raises `Invalid` where none can be taken."""
    check_shows_files(schema_of(newest(project.guideline)))
    if not sent:
        raise Invalid("Choose some pictures, a folder or a zip archive.", code="empty", fields={"file": "required"})
    about = {"name": _name(sent), "by": by, "now": now, "format": FORMAT}
    chunks, files, size = _archived(sent, now)
    if files <= FILES_AT_ONCE and size <= AT_ONCE:
        with transaction.atomic():
            batch = queue.start_import(project, **about)
            return queue.take_pictures_in(batch, Archive(io.BytesIO(b"".join(chunks))), now=now), None
    source = storage.keep(chunks, "pictures.zip")
    with transaction.atomic():
        batch = queue.start_import(project, source=source, **about)
        return batch, enqueue("import", now=now, project=project, by=by, batch=batch.pk)


def holds_pictures(stream: BinaryIO, name: str) -> bool:
    """Whether an upload is a picture or a sound, or a zip archive with one in it. The stream stands at its beginning afterwards."""
    if not _is_zip(stream):
        return named(name) is not None
    try:
        return any(named(member.path) for member in Archive(stream).members())
    except Invalid:
        return False  # the reader of rows will say what is wrong with it
    finally:
        stream.seek(0)


def _name(sent: list[Sent]) -> str:
    """The folder they all lie in, or the one file; else the first and how many more."""
    tops = {one.path.split("/")[0] for one in sent}
    return tops.pop() if len(tops) == 1 else f"{sent[0].path} + {len(sent) - 1:,}"


def _archived(sent: list[Sent], now: dt.datetime) -> tuple[Iterable[bytes], int, int]:
    """(the bytes of a zip archive, files in it, their size unpacked): the one that was sent, or one made of the files."""
    stream = sent[0].stream
    if len(sent) > 1 or not _is_zip(stream):
        return zipped(_members(sent), at=now, packed=False), len(sent), sum(one.size for one in sent)
    members = Archive(stream).members()
    stream.seek(0)
    return iter(lambda: stream.read(2**20), b""), len(members), sum(member.size for member in members)


def _members(sent: list[Sent]) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Two files of one name, where their folders are not known, are told apart."""
    seen: Counter[str] = Counter()
    for path, stream, _ in sent:
        seen[path] += 1
        stem, dot, ending = path.rpartition(".")
        yield (path if seen[path] == 1 else f"{stem} ({seen[path]}){dot}{ending}"), iter(partial(stream.read, 2**20), b"")
        stream.close()


def _is_zip(stream: BinaryIO) -> bool:
    stream.seek(0)
    start = stream.read(4)
    stream.seek(0)
    return start in (b"PK\x03\x04", b"PK\x05\x06")
