"""Pictures made from pictures: in the project that judges them, and, once they are accepted, in the one that learns from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.functions import Left

from domain import media
from domain.likeness import Alike

from .. import files, pictures
from ..models import Generated, ImportBatch, Item, StoredFile


@dataclass(frozen=True)
class NewPicture:
    """A picture file that was made. name: what it is called in an export; original: the file it was made from. The content is not held:
    there may be hundreds of them."""

    digest: str
    size: int
    name: str
    original: StoredFile
    seen: pictures.Looked

    @classmethod
    def of(cls, content: bytes, about: str, original: StoredFile, *, keep: bool) -> NewPicture:
        """about: what was done to it. keep: it lies on the shelf from now on, on sufferance until the items that show it are committed.
        Raises `Invalid` where the content is no picture."""
        digest = files.digest(content)
        stem, _, _ = original.name.rpartition(".")
        kind = media.begins(content[:1024])
        # The same picture has the same name, whichever order it was made for: that is how it is known to be there already.
        name = f"{stem[:400]}-{about}-{digest[:8]}.{kind.extensions[0] if kind else 'jpg'}"
        made = cls(digest, len(content), name, original, pictures.look(name, content))
        if keep:
            files.put(content)
        return made

    @property
    def likeness(self) -> str:
        return self.seen.likeness

    def address(self, project: int) -> str:
        return files.address(project, self.digest, self.name)

    def shown_original(self, project: int) -> str:
        return files.address(project, self.original.digest, self.original.name)


def held_out(projects: Iterable[int]) -> Alike:
    """What the pictures of dev and test of these projects look like."""
    items = Item.objects.filter(project=OuterRef("project"), content_hash=OuterRef("identity")).exclude(split=Item.TRAIN)
    # The identity of an item that came as a file is the beginning of the file's digest.
    kept = StoredFile.objects.filter(project__in=projects).exclude(likeness="").annotate(identity=Left("digest", 32))
    looks = Alike()
    for likeness, digest in kept.filter(Exists(items)).order_by("pk").values_list("likeness", "digest").iterator():
        looks.add(likeness, digest)
    return looks


def keep(batch: ImportBatch, made: Sequence[tuple[Item, NewPicture]], *, now: dt.datetime) -> None:
    """`made`: (parent, what was made from it). In the project that judges, beside a copy of each original: its people are members of
    another project. Both are taken back with the batch."""
    rows = [_row(batch, new, parent.group_key, now) for parent, new in made]
    rows += [_copied(new.original, batch, batch.project_id, now) for _, new in made]
    StoredFile.objects.bulk_create(rows, ignore_conflicts=True)


def let_in(generated: Generated, *, now: dt.datetime) -> None:
    """An accepted picture becomes a file of the project that learns: from now on its members see it and its exports take it along."""
    item = generated.item
    digests = {files.digest_of(value) for value in generated.data.values()} - {None}
    if not digests:
        return
    for file in StoredFile.objects.filter(project_id=item.project_id, digest__in=digests, batch_id=item.batch_id):
        row = _copied(file, file.batch, generated.parent.project_id, now)
        StoredFile.objects.bulk_create([row], ignore_conflicts=True)


def likenesses(rows: Iterable[Generated]) -> dict[int, str]:
    """Of generated pictures, by the key of their `Generated`."""
    digest_of = {row.pk: files.digest_of(row.item.data.get("image")) for row in rows}
    kept = StoredFile.objects.filter(digest__in={one for one in digest_of.values() if one}).exclude(likeness="")
    by_digest = dict(kept.values_list("digest", "likeness"))
    return {pk: by_digest[digest] for pk, digest in digest_of.items() if digest in by_digest}


def _row(batch: ImportBatch, new: NewPicture, group: str, now: dt.datetime) -> StoredFile:
    seen: dict[str, Any] = {"media_type": new.seen.kind.media_type, "width": new.seen.width, "height": new.seen.height}
    about = {"name": new.name, "size": new.size, "likeness": new.likeness, "group_key": group, "created_at": now}
    return StoredFile(project_id=batch.project_id, batch=batch, digest=new.digest, **seen, **about)


def _copied(file: StoredFile, batch: ImportBatch, project: int, now: dt.datetime) -> StoredFile:
    names = ("digest", "name", "media_type", "size", "width", "height", "likeness", "group_key")
    return StoredFile(project_id=project, batch=batch, created_at=now, **{name: getattr(file, name) for name in names})
