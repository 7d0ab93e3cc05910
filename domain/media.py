"""Pictures and sounds: what a file is by its first bytes, what its name says, and which field of the data shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from domain.errors import Invalid

PICTURE, SOUND = "picture", "sound"


@dataclass(frozen=True)
class Kind:
    """A kind of file that browsers show or play. `extensions`: the first is the usual one."""

    name: str
    what: str
    media_type: str
    extensions: tuple[str, ...]


KINDS = (
    Kind("JPEG", PICTURE, "image/jpeg", ("jpg", "jpeg", "jpe", "jfif")),
    Kind("PNG", PICTURE, "image/png", ("png",)),
    Kind("GIF", PICTURE, "image/gif", ("gif",)),
    Kind("WebP", PICTURE, "image/webp", ("webp",)),
    Kind("BMP", PICTURE, "image/bmp", ("bmp", "dib")),
    Kind("WAV", SOUND, "audio/wav", ("wav", "wave")),
    Kind("MP3", SOUND, "audio/mpeg", ("mp3",)),
    Kind("Ogg", SOUND, "audio/ogg", ("ogg", "oga", "opus")),
    Kind("FLAC", SOUND, "audio/flac", ("flac",)),
    Kind("MPEG-4 audio", SOUND, "audio/mp4", ("m4a",)),
)
_BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}
_STARTS = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"ID3", "MP3"),
    (b"OggS", "Ogg"),
    (b"fLaC", "FLAC"),
)
_BY_NAME = {kind.name: kind for kind in KINDS}
_SVG = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE\s+svg\b|<(?:\w+:)?svg\b)", re.DOTALL | re.IGNORECASE
)
# Kinds that people have and that are not taken, by extension: what to do instead.
_TELL = {
    "svg": "is an SVG drawing, which can carry script; save it as PNG",
    "svgz": "is an SVG drawing, which can carry script; save it as PNG",
    **dict.fromkeys(("tif", "tiff"), "is a TIFF picture, which browsers do not show; save it as PNG"),
    **dict.fromkeys(("heic", "heif"), "is a HEIC picture, which most browsers do not show; save it as JPEG"),
    **dict.fromkeys(("zip", "gz", "tar", "7z", "rar"), "is an archive inside; unpack it first"),
    **dict.fromkeys(("mp4", "mov", "avi", "mkv", "webm"), "is a video, which is not taken"),
}


def extension(path: str) -> str:
    name = path.rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def named(path: str) -> Kind | None:
    """What the name says it is."""
    return _BY_EXTENSION.get(extension(path))


def begins(head: bytes) -> Kind | None:
    """What the first bytes say it is."""
    for start, name in _STARTS:
        if head.startswith(start):
            return _BY_NAME[name]
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE"):
        return _BY_NAME["WebP" if head[8:12] == b"WEBP" else "WAV"]
    if head[4:8] == b"ftyp" and head[8:11] == b"M4A":
        return _BY_NAME["MPEG-4 audio"]
    # A frame of MPEG audio without a tag before it: eleven bits set, layer III.
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:
        return _BY_NAME["MP3"]
    return None


def kind_of(path: str, head: bytes) -> Kind:
    """The kind of a file, by its first bytes; its name must agree. Raises `Invalid` saying what it is instead. head: 1 kB is enough."""
    if not head:
        raise Invalid("is empty.")
    if _SVG.match(head):
        raise Invalid("is an SVG drawing, which can carry script; save it as PNG.")
    kind, said = begins(head), named(path)
    if kind is None:
        if said is not None:
            raise Invalid(f"is damaged, or no {said.name} at all: it does not begin like one.")
        raise Invalid(f"{_TELL.get(extension(path), 'is no picture and no sound known here')}.")
    if said is not kind:
        wanted = f"name it .{kind.extensions[0]}"
        named_now = f".{extension(path)}" if extension(path) else "without an ending"
        raise Invalid(f"is named {named_now}, but its content is {kind.name}; {wanted} if that is right.")
    return kind


def fields_of(objects: Iterable[Any]) -> dict[str, str]:
    """{picture or sound: the field of the data that the label config shows it from}; the first of each. objects: a schema's object tags."""
    found: dict[str, str] = {}
    for one in objects:
        what = {"Image": PICTURE, "Audio": SOUND, "AudioPlus": SOUND}.get(one.tag)
        if what and one.variable:
            found.setdefault(what, one.variable)
    return found
