"""Where the bytes of a picture or a sound come from: the address that stands in an item's data.

The model half knows nothing of the app, but both have one data folder: a file that was imported lies there once, named by its digest,
which stands in its address. A `data:` address carries the file itself. Nothing is ever fetched over the network.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from domain.errors import Invalid

_KEPT = re.compile(r"(?:https?://[^/]+)?/projects/\d+/files/([0-9a-f]{64})(?:/|$)")
_DATA = re.compile(r"data:[\w.+-]+/[\w.+-]+;base64,")


@dataclass(frozen=True)
class Source:
    """`address` as in the data, or the bytes themselves; `where` names it in what people read."""

    address: str | bytes
    where: str
    root: Path

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content; of a kept file without reading it."""
        found = _KEPT.match(self.address) if isinstance(self.address, str) else None
        return found[1] if found else hashlib.sha256(self.content()).hexdigest()

    def content(self) -> bytes:
        """`Invalid` (no_file) where it cannot be had."""
        if isinstance(self.address, bytes):
            return self.address
        if found := _KEPT.match(self.address):
            path = self.root / "files" / found[1][:2] / found[1]
            try:
                return path.read_bytes()
            except OSError as error:
                raise self._missing("its file is not in the data folder") from error
        if found := _DATA.match(self.address):
            try:
                return base64.b64decode(self.address[found.end() :], validate=True)
            except binascii.Error as error:
                raise self._missing("its data: address is broken") from error
        raise self._missing("it is not among the imported files, and nothing is fetched over the network")

    def _missing(self, why: str) -> Invalid:
        return Invalid(f"{self.where} cannot be read: {why}.", code="no_file", fields={self.where: why})


def source(address: str | bytes, root: Path, number: int = 0, of: str = "picture") -> Source:
    """`number` names the file where its address is none that people can read."""
    readable = isinstance(address, str) and not address.startswith("data:")
    return Source(address, str(address)[-200:] if readable else f"{of}s[{number}]", root)
