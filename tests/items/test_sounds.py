"""Sounds are read to their end before they are taken: their length is measured, and what is none is refused with a sentence."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.items import sounds
from annotate.items.models import Item, StoredFile
from annotate.items.pictures import look
from domain.errors import Invalid
from tests.cast import play
from tests.items.made import SOUNDS, bring, reasons, sound

NOISE = np.random.default_rng(0).uniform(-0.5, 0.5, 12_000)
CODES = {
    "u8.wav": ("WAV", "PCM_U8"),
    "16.wav": ("WAV", "PCM_16"),
    "24.wav": ("WAV", "PCM_24"),
    "32.wav": ("WAV", "PCM_32"),
    "float.wav": ("WAV", "FLOAT"),
    "double.wav": ("WAV", "DOUBLE"),
    "extensible.wav": ("WAVEX", "PCM_16"),
    "law.wav": ("WAV", "ALAW"),
    "a.flac": ("FLAC", "PCM_16"),
    "vorbis.ogg": ("OGG", "VORBIS"),
    "opus.opus": ("OGG", "OPUS"),
    "a.mp3": ("MP3", "MPEG_LAYER_III"),
}


def written(format: str, code: str, samples: np.ndarray = NOISE, rate: int = 8000) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, samples, rate, format=format, subtype=code)
    return out.getvalue()


@pytest.mark.parametrize("name", CODES)
def test_every_kind_that_is_taken_is_measured(name):
    seen = look(name, written(*CODES[name]))
    assert seen.seconds == pytest.approx(1.5, abs=0.15)  # MP3 fills up its last frame
    assert seen.width is None
    assert seen.likeness == ""


def open_ended() -> bytes:
    """As programs write a WAV into a pipe: the length is not known yet."""
    made = bytearray(written("WAV", "PCM_16"))
    at = made.index(b"data")
    made[at + 4 : at + 8] = struct.pack("<I", 0xFFFF_FFFF)
    return bytes(made)


def test_a_wave_out_of_a_pipe_is_as_long_as_it_is():
    assert look("a.wav", open_ended()).seconds == pytest.approx(1.5)


def test_mpeg_4_is_told_by_its_beginning():
    assert look("a.m4a", b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00").seconds is None


REFUSED = {
    "empty.wav": (b"", "is empty."),
    "nothing.wav": (written("WAV", "PCM_16", NOISE[:0]), "is empty: it holds no sound."),
    "nothing.flac": (written("FLAC", "PCM_16", NOISE[:0]), "is "),
    "cut.wav": (written("WAV", "PCM_16")[:-4000], "is damaged: it breaks off."),
    "header.wav": (written("WAV", "PCM_16")[:36], "is damaged: it breaks off."),
    "cut.flac": (written("FLAC", "PCM_16")[:-4000], "is damaged: "),
    "none.wav": (b"RIFF\x24\x00\x00\x00WAVEfmt nonsense" + bytes(40), "is damaged: "),
    "none.mp3": (b"ID3" + bytes(500), "is damaged: "),
    "text.ogg": (b"hello", "is damaged, or no Ogg at all"),
    "wrong.wav": (written("FLAC", "PCM_16"), "is named .wav, but its content is FLAC"),
    "nan.wav": (written("WAV", "FLOAT", np.array([0.0, np.nan, 0.1])), "is damaged: it holds values that are no numbers."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_told_why(name):
    content, told = REFUSED[name]
    with pytest.raises(Invalid) as refused:
        look(name, content)
    assert refused.value.message.startswith(told)


def test_what_is_too_long_is_refused_however_small_the_file(monkeypatch):
    monkeypatch.setattr(sounds, "LONGEST", 3600)
    silence = written("FLAC", "PCM_16", np.zeros(3601 * 100), 100)
    assert len(silence) < 2**16
    with pytest.raises(Invalid, match=r"is longer than 1 hours; cut it into parts\."):
        look("silence.flac", silence)
    monkeypatch.setattr(sounds, "LONGEST", 7200)
    assert look("silence.flac", silence).seconds == 3601


@settings(max_examples=60)
@given(st.integers(0, 6000), st.integers(0, 255), st.sampled_from(sorted(CODES)))
def test_a_broken_byte_makes_a_sound_or_a_sentence_and_nothing_else(place, byte, name):
    content = bytearray(written(*CODES[name], NOISE[:2000]))
    content[place % len(content)] = byte
    try:
        seen = look(name, bytes(content))
    except Invalid:
        return
    assert 0 < seen.seconds <= sounds.LONGEST


def test_each_sound_is_a_file_and_an_item_and_the_bad_ones_are_listed(db):
    cast = play(label_config=SOUNDS)
    batch = bring(cast, {"yes/a.wav": sound(0.5), "yes/b.flac": written("FLAC", "PCM_16"), "bad.wav": b"RIFF", "again.wav": sound(0.5)})
    assert (batch.items_made, batch.duplicates, batch.rejected) == (2, 1, 1)
    assert reasons(batch) == ["bad.wav is damaged, or no WAV at all: it does not begin like one."]
    kept = {file.name: file for file in StoredFile.objects.all()}
    flac = kept["yes/b.flac"]
    assert (flac.media_type, flac.seconds, flac.is_picture) == ("audio/flac", 1.5, False)
    item = Item.objects.get(data__name="yes/b.flac")
    assert item.data["sound"] == flac.address
    assert item.meta == {"folder": "yes", "seconds": 1.5}
