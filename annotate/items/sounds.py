"""How long a sound is, read to its end: what is damaged, empty or too long is said. Nothing that strangers send is trusted."""

from __future__ import annotations

import io

from domain import media
from domain.errors import Invalid

LONGEST = 4 * 3600
"""Seconds: a small file can unpack into days of silence."""
_PIECE = 2**18
# What is written where a program did not know the length yet: "to the end".
_OPEN_ENDED = 0x7FFF_F000


def seconds(kind: media.Kind, content: bytes) -> float | None:
    """None for MPEG-4, which is told by its beginning alone. Raises `Invalid` with a sentence that begins after the file's name."""
    if kind.name == "MPEG-4 audio":
        return None
    import soundfile

    if kind.name == "WAV":
        _check_wave(content)
    try:
        with soundfile.SoundFile(io.BytesIO(content)) as sound:
            rate, said = sound.samplerate, sound.frames
            if rate < 1 or said / rate > LONGEST:
                raise Invalid(f"is longer than {LONGEST // 3600} hours; cut it into parts.")
            read = _read(sound, LONGEST * rate)
    except Invalid:
        raise
    except (soundfile.SoundFileError, ValueError, TypeError, OverflowError, MemoryError) as error:
        raise Invalid(f"is damaged: {_said(error)}.") from None
    if not read:
        raise Invalid("is empty: it holds no sound.")
    # MP3 says roughly how long it is; FLAC says it to the sample.
    if kind.name == "FLAC" and read < said:
        raise Invalid("is damaged: it breaks off.")
    return read / rate


def _read(sound, most: int) -> int:
    """Samples of one channel."""
    import numpy as np

    n = 0
    for block in sound.blocks(blocksize=_PIECE, dtype="float32", always_2d=True):
        if not np.isfinite(block).all():
            raise Invalid("is damaged: it holds values that are no numbers.")
        n += len(block)
        if n > most:
            raise Invalid(f"is longer than {LONGEST // 3600} hours; cut it into parts.")
    return n


def _check_wave(content: bytes) -> None:
    """The reader takes what there is of one that breaks off; here that is an error. RIFF: chunks of a name, a length and so many bytes,
    filled up to an even number."""
    at = 12
    while at + 8 <= len(content):
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if name == b"data":
            if size == 0:
                raise Invalid("is empty: it holds no sound.")
            if size < _OPEN_ENDED and at + 8 + size > len(content):
                raise Invalid("is damaged: it breaks off.")
            return
        at += 8 + size + size % 2
    raise Invalid("is damaged: it breaks off.")


def _said(error: Exception) -> str:
    told = str(getattr(error, "error_string", "") or "").strip().rstrip(".")
    return told[0].lower() + told[1:] if told else "it cannot be read as a sound"
