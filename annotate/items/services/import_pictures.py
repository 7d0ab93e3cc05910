"""Take pictures and sounds in, some at a time: the files are on the shelf before the items that show them are committed, so an import
that was killed goes on where it stopped, and no item lacks its picture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction

from domain import media
from domain.errors import Invalid
from domain.formats import Row
from domain.likeness import Alike
from domain.schema import LabelSchema

from .. import files, pictures
from ..models import ImportBatch, Rejection, StoredFile
from ..sources import Member, Source
from .beside import beside, is_table
from .import_rows import count
from .prepare import Preparer

FORMAT = "pictures"
CHUNK = 64
CHUNK_BYTES = 64 * 2**20
_LONGEST_PATH = 500


def check_shows_files(schema: LabelSchema) -> dict[str, str]:
    """{picture or sound: the field of the data that shows it}. Raises `Invalid` (no_picture_field) where the label config shows neither."""
    if fields := media.fields_of(schema.objects):
        return fields
    raise Invalid(
        "The label config shows no picture and no sound, so there is no field to put files in. Add a tag such as "
        '<Image name="image" value="$image"/> or <Audio name="audio" value="$audio"/> to it first.',
        code="no_picture_field",
    )


def import_pictures(
    batch: ImportBatch,
    source: Source,
    *,
    schema: LabelSchema,
    now: dt.datetime,
    after_chunk: Callable[[ImportBatch], None] | None = None,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> ImportBatch:
    """Runs or resumes. `after_chunk` runs in the chunk's transaction; `told(files done, files in all)` before each chunk.

    Raises `Invalid` where the whole source is none (no files, a table that cannot be read); a file that is not taken is a `Rejection`.
    """
    taker = _Taker(batch, source, schema, now)
    while batch.rows_read < len(taker):
        told(batch.rows_read, len(taker))
        with files.held():
            taken = list(taker.some(batch.rows_read))
            with transaction.atomic():
                _keep(batch, taken)
                if after_chunk:
                    after_chunk(batch)
    return batch


def _keep(batch: ImportBatch, taken: list[tuple[int, str, StoredFile | None, tuple]]) -> None:
    fresh = [file for _, _, file, _ in taken if file is not None and file.pk is None]
    StoredFile.objects.bulk_create(fresh, ignore_conflicts=True)
    rejections = [Rejection(batch=batch, row=number, reason=reason) for number, reason, file, _ in taken if file is None]
    count(batch, len(taken), [record for _, _, file, record in taken if file is not None], rejections)


class _Taker:
    """The files of a source in their order, and behind them the rows of tables that fit none of them."""

    def __init__(self, batch: ImportBatch, source: Source, schema: LabelSchema, now: dt.datetime) -> None:
        self.batch, self.source, self.now = batch, source, now
        self.fields = check_shows_files(schema)
        self.shown = set(schema.variables)
        self.preparer = Preparer(batch.project, schema.text_field)
        members = source.members()
        self.beside, self.wrong = beside(source, members)
        self.members = [member for member in members if not is_table(member)]
        if not self.members:
            raise Invalid("There is no picture and no sound in it.", code="empty")
        self.alike = Alike()
        known = StoredFile.objects.filter(project=batch.project).exclude(likeness="").order_by("pk")
        columns = ("likeness", "group_key", "digest", "batch__project")
        for likeness, group, digest, came_by in known.values_list(*columns).iterator():
            # The first of a group stands for it; what was generated (it came by the project that judges) stands for its parent's group.
            if digest.startswith(group) or came_by != batch.project_id:
                self.alike.add(likeness, group)

    def __len__(self) -> int:
        return len(self.members) + len(self.wrong)

    def some(self, start: int) -> Iterator[tuple[int, str, StoredFile | None, tuple]]:
        """(number, why not, the file, its item's columns), of as many as fit in a chunk."""
        size = 0
        for number in range(start, min(start + CHUNK, len(self))):
            if number >= len(self.members):
                yield number + 1, self.wrong[number - len(self.members)], None, ()
                continue
            member = self.members[number]
            size += member.size
            if size > CHUNK_BYTES and number > start:
                return
            try:
                yield number + 1, "", *self._take(member)
            except Invalid as problem:
                yield number + 1, f"{member.path} {problem.message}", None, ()

    def _take(self, member: Member) -> tuple[StoredFile, tuple]:
        content = self._read(member)
        digest = files.digest(content)
        file = StoredFile.objects.filter(project=self.batch.project, digest=digest).first()
        file = file or self._look(member.path, content, digest)
        what = media.PICTURE if file.is_picture else media.SOUND
        if what not in self.fields:
            raise Invalid(f"is a {what}, and the label config shows none.")
        record = self.preparer.record(self._row(member.path, file, self.fields[what]), identity=digest[:32], group=file.group_key)
        files.put(content)
        return file, record

    def _read(self, member: Member) -> bytes:
        if member.wrong:
            raise Invalid(member.wrong)
        if len(member.path) > _LONGEST_PATH:
            raise Invalid(f"has a path of more than {_LONGEST_PATH} characters.")
        most = max(pictures.LARGEST.values())
        if member.size > most:
            raise Invalid(f"is larger than {most // 2**20} MB.")
        return self.source.read(member, most)

    def _look(self, path: str, content: bytes, digest: str) -> StoredFile:
        seen = pictures.look(path, content)
        group = self.alike.group_of(seen.likeness)
        if group is None:
            group = digest[:32]
            self.alike.add(seen.likeness, group)
        return StoredFile(
            project=self.batch.project,
            batch=self.batch,
            digest=digest,
            name=path,
            media_type=seen.kind.media_type,
            size=len(content),
            width=seen.width,
            height=seen.height,
            seconds=seen.seconds,
            likeness=seen.likeness,
            group_key=group,
            created_at=self.now,
        )

    def _row(self, path: str, file: StoredFile, field: str) -> Row:
        """What the label config shows goes into the data, all else into the meta-data."""
        columns = self.beside.get(path, {})
        data: dict[str, Any] = {name: value for name, value in columns.items() if name in self.shown}
        data[field] = file.address
        data.setdefault("name", path)
        meta: dict[str, Any] = {name: value for name, value in columns.items() if name not in self.shown}
        if folder := path.rpartition("/")[0]:
            meta.setdefault("folder", folder)
        measured = {"width": file.width, "height": file.height, "seconds": file.seconds}
        meta |= {name: value for name, value in measured.items() if value is not None}
        return Row(0, data, meta)
