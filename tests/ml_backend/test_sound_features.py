"""Features of sounds against signals of which they are known, and the two encoders."""

from __future__ import annotations

import hashlib
import io
import math

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Invalid
from ml_backend.features import available, encoder
from ml_backend.features import sound_mel as mel
from ml_backend.features import sound_prepare as prepare
from ml_backend.features.sound import SoundReader, best
from ml_backend.hearing.spectra import changed, fitted, frames_for, spectrum
from tests.ml_backend.sounds import address, coded, gliding, sine

RATE = 16_000
SOME = [gliding(label, np.random.default_rng(i)) for i, label in enumerate(("rising", "falling", "rising"))]


@given(st.floats(150, 7000))
@settings(max_examples=40)
def test_the_energy_of_a_sine_lies_in_its_mel_band(hertz):
    """Band b has its top at edges[b + 1]: the loudest band's top is one of the two nearest to the sine."""
    loudest = int(mel.log_mel(sine(hertz), RATE).mean(axis=0).argmax())
    low, high = mel.edges(RATE)[loudest], mel.edges(RATE)[loudest + 2]
    assert low - 32 <= hertz <= high + 32  # a bin of the spectrum is 31 Hz wide


def test_mel_goes_there_and_back_and_is_a_thousand_at_a_thousand():
    assert float(mel.mel(1000)) == pytest.approx(1000, abs=0.1)
    steps = np.array([0.0, 60.0, 440.0, 8000.0])
    assert np.allclose(mel.hertz(mel.mel(steps)), steps)
    assert mel.edges(RATE)[[0, -1]] == pytest.approx([60, 8000])


def test_twice_as_loud_is_six_decibels_more_in_every_band():
    quiet, loud = (mel.log_mel(np.random.default_rng(0).normal(0, level, RATE), RATE) for level in (0.1, 0.2))
    assert np.allclose(loud - quiet, math.log(4), atol=1e-4)


def test_cepstra_of_a_ripple_over_the_bands_stand_in_one_place():
    """The cosine transform of a cosine of k half-waves over the bands has its k-th value alone."""
    bands = np.arange(mel.BANDS)
    ripple = np.cos(np.pi * 5 * (bands + 0.5) / mel.BANDS)[None]
    found = mel.cepstra(ripple)[0]
    assert int(np.abs(found).argmax()) == 5
    assert np.abs(np.delete(found, 5)).max() < 1e-9
    assert found[5] == pytest.approx(math.sqrt(mel.BANDS / 2))


def test_the_slope_of_a_ramp_is_its_rise():
    ramp = np.arange(20.0)[:, None] * [3.0, -0.5]
    assert np.allclose(mel.deltas(ramp)[2:-2], [3.0, -0.5])
    assert np.allclose(mel.deltas(np.ones((1, 4))), 0)


def test_what_rises_and_what_falls_have_the_same_bands_in_another_order():
    up = mel.summary(prepare.heard(coded(0.4 * _glide(300, 2400)), "x", prepare.CURRENT), RATE)
    down = mel.summary(prepare.heard(coded(0.4 * _glide(2400, 300)), "x", prepare.CURRENT), RATE)
    bands, order = slice(0, mel.BANDS), slice(3 * mel.BANDS, -3)
    assert np.corrcoef(up[bands], down[bands])[0, 1] > 0.95
    assert np.corrcoef(up[order], down[order])[0, 1] < 0.3


def _glide(a: float, b: float, seconds: float = 0.5) -> np.ndarray:
    return np.sin(2 * np.pi * np.cumsum(np.geomspace(a, b, int(seconds * RATE))) / RATE)


@pytest.mark.parametrize("n", [1, 7, 399, 401, 5000])
def test_of_every_length_there_are_features(n):
    found = mel.summary(np.zeros(n, np.float32), RATE)
    assert found.shape == (mel.DIM,)
    assert np.isfinite(found).all()


@pytest.mark.parametrize("rate", [8000, 11_025, 44_100, 48_000])
def test_every_rate_becomes_one_and_what_is_too_high_is_gone(rate):
    samples = sine(1000, 0.5, rate) + (sine(11_000, 0.5, rate) if rate > 32_000 else 0)
    heard = prepare.resampled(samples.astype(np.float32), rate, RATE)
    assert len(heard) == pytest.approx(RATE / 2, abs=2)
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    bins = np.fft.rfftfreq(len(heard), 1 / RATE)
    assert bins[spectrum.argmax()] == pytest.approx(1000, abs=4)
    assert spectrum[bins > 2000].max() < 0.01 * spectrum.max()  # 11 kHz would have been folded to 5 kHz


def test_both_channels_are_heard_and_the_quiet_around_is_not():
    silence = np.zeros(RATE)
    left = np.concatenate([silence, sine(500), silence])
    out = io.BytesIO()
    soundfile.write(out, np.stack([left, np.zeros_like(left)], axis=1), RATE, format="FLAC")
    heard = prepare.heard(out.getvalue(), "x", prepare.CURRENT)
    assert len(heard) / RATE == pytest.approx(0.54, abs=0.02)
    assert float(np.abs(heard).max()) == pytest.approx(0.25, abs=0.01)
    assert len(prepare.trimmed(np.zeros(100, np.float32), RATE, 40.0)) == 100


def test_what_cannot_be_heard_is_said():
    for content, code, why in (
        (b"nothing", "broken_sound", "damaged, or no WAV"),
        (b"\x00\x00\x00\x20ftypM4A ", "broken_sound", "MPEG-4 sounds can be played but not learned from"),
        (coded(np.zeros(0)), "empty_sound", "holds no sound"),
    ):
        with pytest.raises(Invalid, match=f"a.wav.*{why}") as caught:
            prepare.heard(content, "a.wav", prepare.CURRENT)
        assert caught.value.code == code


def test_of_a_long_sound_its_beginning_is_heard():
    assert len(prepare.opened(coded(sine(500, 3.0)), "x", 2.0)[0]) == 2 * RATE
    assert prepare.length(coded(sine(500, 3.0))) == 3.0
    assert prepare.length(b"nothing") == 0


def test_contract_of_the_encoders_of_sounds(backend):
    from ml_backend.features.sound_speech import files

    for name in ("mel", "speech"):
        if not available(name, backend, "sound") or (name == "speech" and not files()):
            continue
        one = encoder(name, backend, "sound")
        found = one.encode(SOME)
        assert found.shape == (3, one.dim)
        assert found.dtype == np.float32
        assert one.encode([]).shape == (0, one.dim)
        assert (one.encode(SOME[:1]) == found[:1]).all()
        near, far = (np.linalg.norm(found[0] - found[i]) for i in (2, 1))
        assert near < far
        with pytest.raises(Invalid, match=r"sounds\[1\]"):
            one.encode([SOME[0], b"broken"])
    assert best(backend) in ("mel", "speech+mel")
    with pytest.raises(Invalid, match="no encoder 'shape' of a sound"):
        SoundReader("shape", backend)


def test_each_different_sound_is_listened_to_once(backend, monkeypatch):
    asked = []
    one = encoder("mel", backend, "sound")
    real = type(one).encode
    monkeypatch.setattr(type(one), "encode", lambda self, sounds, how=None: asked.append(len(sounds)) or real(self, sounds, how))
    first = SoundReader("mel", backend).rows([SOME[0], address(SOME[1]), SOME[0]])
    digest = hashlib.sha256(SOME[0]).hexdigest()
    path = backend.data / "files" / digest[:2] / digest
    path.parent.mkdir(parents=True)
    path.write_bytes(SOME[0])
    again = SoundReader("mel", backend).rows([f"/projects/1/files/{digest}/a.wav", SOME[2]])
    assert asked == [2, 1]
    assert (first.dense[0] == again.dense[0]).all()


def test_maps_have_one_size_and_a_short_sound_stands_in_the_middle():
    told = {**prepare.CURRENT, "frames": 60}
    assert spectrum(sine(500, 0.2).astype(np.float32), told).shape == (mel.BANDS, 60)
    rows = np.ones((20, mel.BANDS))
    assert np.flatnonzero(fitted(rows, 60, 0.5)[0]).tolist() == list(range(20, 40))
    loud = np.concatenate([np.zeros((50, mel.BANDS)), np.ones((60, mel.BANDS)), np.zeros((50, mel.BANDS))])
    assert fitted(loud, 60, 0.5).min() == 1
    assert frames_for([0.1, 0.2]) == 50
    assert frames_for([60.0]) == 300
    a, b = (changed(sine(500).astype(np.float32), told, np.random.default_rng(7)) for _ in range(2))
    assert (a == b).all()
    assert a.shape == (mel.BANDS, 60)
