"""Corpora by name, read from files as they were published."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from domain.errors import Invalid
from ml_backend.simulation.field import Test
from ml_backend.simulation.table_file import Votes, one_each, table

_CLASSES = ("T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot")
_ROWS, _TILE = 30, 28  # the sprite: 30×30 pictures of 28×28 pixels


@dataclass(frozen=True)
class Given:
    """Texts or the bytes of pictures; `test` where the corpus comes with one."""

    inputs: list[str] | list[bytes]
    votes: Votes
    groups: list[str] | None = None
    test: Test | None = None


def nsmc(folder: Path) -> Given:
    return _with_test(folder / "ratings_train.txt", folder / "ratings_test.txt", "document", "label")


def banking77(folder: Path) -> Given:
    return _with_test(folder / "train.csv", folder / "test.csv", "text", "category")


def sms_spam(folder: Path) -> Given:
    texts, votes, _ = table(folder / "SMSSpamCollection", "2", ["1"], "", header=False)
    return Given(texts, votes)


def fashion_mnist_sprite(folder: Path) -> Given:
    """The sheet cut into PNG files: three rows for each class, in the order of the classes."""
    from PIL import Image

    path = folder / "fashion-mnist-sprite.png"
    try:
        with Image.open(path) as opened:
            sheet = opened.convert("L")
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error}.") from None
    inputs, labels = [], []
    for row in range(_ROWS):
        for column in range(_ROWS):
            out = io.BytesIO()
            sheet.crop((column * _TILE, row * _TILE, (column + 1) * _TILE, (row + 1) * _TILE)).save(out, "PNG")
            inputs.append(out.getvalue())
            labels.append(_CLASSES[row * len(_CLASSES) // _ROWS])
    return Given(inputs, list(labels))


PUBLISHED: dict[str, Callable[[Path], Given]] = {
    "nsmc": nsmc,
    "banking77": banking77,
    "sms_spam": sms_spam,
    "fashion_mnist_sprite": fashion_mnist_sprite,
}


def _with_test(train: Path, test: Path, text: str, label: str) -> Given:
    texts, votes, _ = table(train, text, [label], "", header=True)
    held, said, _ = table(test, text, [label], "", header=True)
    return Given(texts, votes, test=(held, one_each(said, test)))
