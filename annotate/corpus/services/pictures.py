"""Pictures and sounds in what goes out: the files themselves, and data that point at where they lie in the archive."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import unquote

from annotate.items import files
from annotate.projects.models import Project
from domain.errors import Refused
from domain.formats.boxes import Picture
from domain.media import PICTURE, fields_of
from domain.schema import LabelSchema

FOLDER = "files"
_UNFIT = re.compile(r"[^\w.()+,@ -]+")
_PIECE = 2**18


class Shelf:
    """The files of a project that an archive takes along."""

    def __init__(self, project: Project, place: Callable[[str, str], str] = lambda name, split: f"{FOLDER}/{name}") -> None:
        """place(name, split): where a file lies in the archive."""
        self._address = re.compile(rf"/projects/{project.pk}/files/([0-9a-f]{{64}})/([^/\"?\\]+)")
        self._place = place
        self._paths: dict[str, str] = {}

    def path(self, address: Any, split: str = "") -> str | None:
        """Where the file behind an address lies in the archive; None for an address that is none of this project's."""
        match = self._address.fullmatch(address) if isinstance(address, str) else None
        return None if match is None else self._place(name_of(match[1], match[2]), split)

    def along(self, value: Any, split: str = "") -> Any:
        """JSON with each address replaced; the files behind them are among `members` from now on. Raises `Refused` (file_missing)."""
        if isinstance(value, dict):
            return {name: self.along(one, split) for name, one in value.items()}
        if isinstance(value, list):
            return [self.along(one, split) for one in value]
        path = self.path(value, split)
        if path is None:
            return value
        self._paths.setdefault(files.digest_of(value) or "", path)
        return path

    def along_in_text(self, text: str) -> str:
        """The same of JSON that nobody has read; addresses hold nothing that JSON would write in another way."""
        return self._address.sub(self._in_text, text)

    def _in_text(self, match: re.Match[str]) -> str:
        path = self._place(name_of(match[1], match[2]), "")
        self._paths.setdefault(match[1], path)
        return path

    def check(self) -> None:
        """Raises `Refused` (file_missing) where one of those seen so far is gone: before a byte is sent, not in the middle."""
        gone = [path for digest, path in self._paths.items() if not files.is_kept(digest)]
        if gone:
            reason = f"{len(gone):,} of {len(self._paths):,} files are missing from the data folder, for example {gone[0]}."
            raise Refused(reason, code="file_missing")

    def members(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        for digest, path in self._paths.items():
            yield path, _pieces(digest)


def name_of(digest: str, name: str) -> str:
    """Of a file in an archive: two that were called the same are told apart by what they hold."""
    return f"{digest[:12]}-{_UNFIT.sub('_', unquote(name))[-120:]}"


def _pieces(digest: str) -> Iterator[bytes]:
    with files.open_content(digest) as stream:
        while piece := stream.read(_PIECE):
            yield piece


def as_picture(row: dict[str, Any], schema: LabelSchema, shelf: Shelf) -> Picture:
    """A row of a release, whose id is its place. What is no file of this project keeps its address."""
    address = row["data"].get(fields_of(schema.objects).get(PICTURE, ""))
    named = address if isinstance(address, str) and not address.startswith("data:") else f"item-{row['id']}"
    meta = row["meta"] or {}
    sizes = [(entry.get("original_width"), entry.get("original_height")) for entry in row["result"] if entry.get("original_width")]
    width, height = (meta.get("width"), meta.get("height")) if meta.get("width") else next(iter(sizes), (None, None))
    path = shelf.path(address, row["split"])
    stem = f"item-{row['id']}" if path is None else path.rsplit("/", 1)[-1].rpartition(".")[0]
    return Picture(row["id"], path or named, row["split"], width, height, row["result"], stem)


def places(format: str) -> Callable[[str, str], str]:
    """Detectors look for a picture beside its labels, each in its own way."""
    if format == "yolo":
        return lambda name, split: f"images/{split}/{name}"
    return lambda name, split: f"{'JPEGImages' if format == 'voc' else FOLDER}/{name}"
