"""Nouns: the files of a project, and their contents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotate.projects.models import Project
from domain.errors import Refused

from . import files
from .files import digest_of
from .models import StoredFile

__all__ = ["content", "contents", "digest_of", "file"]


def file(project: Project, digest: str) -> StoredFile | None:
    return StoredFile.objects.filter(project=project, digest=digest).first()


def content(project: Project, address: str) -> bytes | None:
    """The bytes behind an address in the data of an item of this project; None where it is no address of a file of this project."""
    digest = digest_of(address)
    return None if digest is None else next((got for _, got in contents(project, [digest])), None)


def contents(project: Project, digests: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """(digest, its bytes), one at a time and in the order asked for, of those that are files of this project.

    Raises `Refused` (file_missing) where the data folder has lost one.
    """
    for digest in digests:
        if not StoredFile.objects.filter(project=project, digest=digest).exists():
            continue
        try:
            with files.open_content(digest) as stream:
                yield digest, stream.read()
        except FileNotFoundError:
            reason = f"The file {digest} is missing from the data folder (files/{digest[:2]}/{digest})."
            raise Refused(reason, code="file_missing") from None
