"""A zip file that is sent while it is made."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator

from domain.media import named


class _Pipe(io.RawIOBase):
    """Takes what the archive writes until somebody fetches it. It cannot seek, so the archive puts sizes behind each member."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part) -> int:
        self.parts.append(bytes(part))
        return len(part)

    def fetch(self) -> bytes:
        parts, self.parts = self.parts, []
        return b"".join(parts)


def zipped(members: Iterable[tuple[str, Iterable[bytes]]], *, at: dt.datetime, packed: bool = True) -> Iterator[bytes]:
    """members: (name, its bytes). at: the time that each carries, so that the same members give the same archive. packed: False leaves all
    of them as they are; pictures and sounds, which are packed already, are never packed again."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:
        for name, chunks in members:
            about = zipfile.ZipInfo(name, at.timetuple()[:6])
            about.compress_type = zipfile.ZIP_DEFLATED if packed and named(name) is None else zipfile.ZIP_STORED
            about.external_attr = 0o644 << 16
            with archive.open(about, "w", force_zip64=True) as member:
                for chunk in chunks:
                    member.write(chunk)
                    if ready := pipe.fetch():
                        yield ready
    yield pipe.fetch()
