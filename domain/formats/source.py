"""A stream of bytes, packed or not, in whatever encoding → chunks of UTF-8."""

from __future__ import annotations

import codecs
import gzip
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO

from domain.errors import Invalid
from domain.formats.rows import Broken, Limits

CHUNK = 2**18
HEAD = 2**16
_GZIP, _ZIP = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
_BOMS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def open_source(stream: BinaryIO, filename: str, encoding: str | None, limits: Limits) -> tuple[bytes, Iterator[bytes], str]:
    """(the first 64 kB, all chunks from the start, the name without .gz or .zip). Raises `Invalid` for an archive that is refused and for
    a file without content. `stream` is left open."""
    head, everything = _peek(_pieces(stream))
    if head.startswith(_GZIP):
        filename = filename[:-3] if filename.lower().endswith(".gz") else filename
        head, everything = _peek(_gunzipped(everything, limits))
    elif head.startswith(_ZIP):
        filename, chunks = _unzipped(stream, limits)
        head, everything = _peek(chunks)
    else:
        return *_peek(_as_utf8(head, everything, encoding)), filename
    if head.startswith((_GZIP, *_ZIP)):
        raise Invalid("There is an archive inside the archive; unpack it first.", code="nested_archive")
    return *_peek(_as_utf8(head, everything, encoding)), filename


def _pieces(stream: Any) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


def _peek(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    first: list[bytes] = []
    size = 0
    for chunk in chunks:
        first.append(chunk)
        size += len(chunk)
        if size >= HEAD:
            break
    return b"".join(first)[:HEAD], chain(first, chunks)


class _Counted:
    """A file of chunks that knows how much was taken from it."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""
        self.taken = 0

    def read(self, size: int = -1) -> bytes:
        if not self._rest:
            self._rest = next(self._chunks, b"")
        size = len(self._rest) if size < 0 else size
        piece, self._rest = self._rest[:size], self._rest[size:]
        self.taken += len(piece)
        return piece


def _gunzipped(chunks: Iterator[bytes], limits: Limits) -> Iterator[bytes]:
    packed = _Counted(chunks)
    made = 0
    with gzip.GzipFile(fileobj=packed, mode="rb") as unpacked:  # type: ignore[call-overload]
        while True:
            try:
                chunk = unpacked.read(CHUNK)
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                raise Broken(f"The gzip archive is damaged or cut off: {error}.") from None
            if not chunk:
                return
            made += len(chunk)
            _check_size(made, packed.taken, limits)
            yield chunk


def _check_size(made: int, taken: int, limits: Limits) -> None:
    if made > limits.unpacked_bytes:
        raise Broken(f"The archive unpacks to more than {_size(limits.unpacked_bytes)}; the rest was not read.")
    if made > limits.ratio_from and made > limits.ratio * max(1, taken):
        raise Broken(f"The archive unpacks to more than {limits.ratio} times its own size, as a zip bomb does; the rest was not read.")


def _size(n: int) -> str:
    return f"{n / 2**30:.0f} GB" if n >= 2**30 else f"{n / 2**20:.0f} MB"


def _unzipped(stream: Any, limits: Limits) -> tuple[str, Iterator[bytes]]:
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, AttributeError, ValueError) as error:
        raise Invalid(f"The zip archive cannot be opened: {error}.", code="bad_archive") from None
    members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
    if len(members) != 1:
        raise Invalid(f"A zip archive to import holds exactly one file; this one holds {len(members)}.", code="bad_archive")
    member = members[0]
    if member.flag_bits & 1:
        raise Invalid("The zip archive is encrypted.", code="bad_archive")
    size, packed = member.file_size, max(1, member.compress_size)
    if size > limits.unpacked_bytes or (size > limits.ratio_from and size > limits.ratio * packed):
        raise Invalid(
            f"The archive unpacks from {packed:,} to {size:,} bytes; at most {limits.ratio} times its size and "
            f"{_size(limits.unpacked_bytes)} are read. It looks like a zip bomb.",
            code="zip_bomb",
        )
    return member.filename, _member(archive, member, limits)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> Iterator[bytes]:
    made = 0
    try:
        with archive.open(member) as unpacked:
            while chunk := unpacked.read(CHUNK):
                made += len(chunk)
                _check_size(made, member.compress_size, limits)
                yield chunk
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, OSError) as error:
        raise Broken(f"The zip archive is damaged or packed in a way not known here: {error}.") from None


def _as_utf8(head: bytes, chunks: Iterator[bytes], encoding: str | None) -> Iterator[bytes]:
    marked = next((name for bom, name in _BOMS if head.startswith(bom)), None)
    if marked or (encoding and _known(encoding) not in ("utf-8", "ascii")):
        return _transcoded(chunks, marked or _known(encoding or ""))
    return _without_mark(chunks)


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding.strip().strip('"')).name
    except LookupError:
        raise Invalid(f"There is no encoding '{encoding}'.", fields={"encoding": encoding}) from None


def _without_mark(chunks: Iterator[bytes]) -> Iterator[bytes]:
    first = next(chunks, b"")
    while 0 < len(first) < 3 and (more := next(chunks, b"")):
        first += more
    yield first.removeprefix(codecs.BOM_UTF8)
    yield from chunks


def _transcoded(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """A byte that does not fit the encoding becomes one that does not fit UTF-8, so that its row is rejected like any other such."""
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape" if encoding not in ("utf-16", "utf-32") else _MARK)
    for chunk in chunks:
        yield decoder.decode(chunk).removeprefix("\ufeff").encode("utf-8", "surrogatepass")
    yield decoder.decode(b"", True).encode("utf-8", "surrogatepass")


_MARK = "malmoi.unreadable"
codecs.register_error(_MARK, lambda error: ("\ud800", error.end))  # type: ignore[attr-defined]
