"""Learning what is normal from good pictures alone."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from domain.errors import Invalid
from ml_backend.vision import anomaly
from tests.ml_backend.pictures import coded


def board(seed: int, spot: tuple[int, int] | None = None) -> bytes:
    """Fine stripes, shifted by chance; with a spot at (row, column) where one is asked for."""
    rng = np.random.default_rng(seed)
    y = np.mgrid[:128, :128][0]
    grey = 128 + 80 * np.sin(y / 3 + rng.uniform(0, 6)) + rng.normal(0, 5, (128, 128))
    if spot:
        grey[spot[0] - 8 : spot[0] + 8, spot[1] - 8 : spot[1] + 8] = 250
    return coded(np.repeat(grey.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2))


def learned(pictures, **more):
    steps, shares = anomaly.fit(pictures, size=128, places=200, precision="fp32", **more), []
    while True:
        try:
            shares.append(next(steps))
        except StopIteration as end:
            assert shares == sorted(shares)
            assert shares[-1] == 1.0
            return end.value


@pytest.fixture(scope="module")
def normal():
    return learned([board(i) for i in range(10)])


def test_a_spot_is_farther_from_normal_and_the_map_shows_where(normal):
    good, _ = anomaly.score(normal, [board(100 + i) for i in range(4)])
    bad, maps = anomaly.score(normal, [board(200 + i, (40, 88)) for i in range(4)])
    assert bad.min() > good.max()
    for away in maps:
        assert away.shape == (16, 16)
        row, column = np.unravel_index(away.argmax(), away.shape)
        assert abs(row * 8 + 4 - 40) <= 16
        assert abs(column * 8 + 4 - 88) <= 16
    assert (normal.unusual(bad) == len(normal.usual) / (len(normal.usual) + 1)).all()
    assert normal.unusual(np.array([0.0])).tolist() == [0.0]


def test_it_is_kept_as_arrays_and_made_again_the_same(normal):
    again = anomaly.Normal.of(normal.arrays())
    picture = [board(5, (20, 20))]
    assert anomaly.score(again, picture)[0] == anomaly.score(normal, picture)[0]
    twin = learned([board(i) for i in range(10)])
    assert (twin.memory == normal.memory).all()


def test_too_few_and_broken_pictures_are_said():
    with pytest.raises(Invalid, match="2 good pictures are too few"):
        next(anomaly.fit([board(0), board(1)]))
    with pytest.raises(Invalid, match=r"pictures\[0\] cannot be read"):
        list(anomaly.fit([b"broken", board(1), board(2)], size=64))


def test_the_core_reaches_every_corner():
    rng = np.random.default_rng(0)
    points = np.vstack([rng.normal(c * 20, 0.1, (300, 8)) for c in range(3)] + [np.full((1, 8), 200.0)])
    chosen = anomaly.core(points, 4, rng)
    assert 900 in chosen
    assert {int(i) // 300 for i in chosen} == {0, 1, 2, 3}
    assert anomaly.core(points[:3], 5, rng).tolist() == [0, 1, 2]


def test_the_heat_lies_over_the_picture():
    away = np.zeros((4, 4), np.float32)
    away[3, 0] = 2
    image = Image.open(io.BytesIO(anomaly.heat_png(away, 0.5, 2.0, (40, 20))))
    assert image.size == (40, 20)
    assert image.getpixel((39, 0))[3] == 0
    assert image.getpixel((0, 19))[3] == 200
