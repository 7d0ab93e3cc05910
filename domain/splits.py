"""Train, dev or test: decided once, by what an item says, so that it never moves and nothing like it lands on the other side."""

from __future__ import annotations

import math
import unicodedata
from hashlib import blake2b

from domain.errors import Invalid

TRAIN, DEV, TEST = "train", "dev", "test"


def group_key(text: str) -> str:
    """32 hex digits, the same for texts that differ only in case, white space, punctuation or Unicode normal form."""
    return blake2b(comparable(text).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def split_of(group_key: str, *, seed: str, train: float = 0.8, dev: float = 0.1, test: float = 0.1) -> str:
    """The split of a group: a hash of seed and key, as a number in 0…1, falls in the test, the dev or the train share.

    Test comes first, so that changing how the rest is divided leaves the test set as it is. `Invalid` if the shares are negative
    or do not add up to 1.
    """
    if min(train, dev, test) < 0 or not math.isclose(train + dev + test, 1, abs_tol=1e-6):
        raise Invalid(f"The shares of the splits must be 0 or more and add up to 1: train {train}, dev {dev}, test {test}.")
    # The key of blake2b keeps seed and group apart: no pair of them runs together into another pair.
    salt = blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=32).digest()
    digest = blake2b(group_key.encode("utf-8", "surrogatepass"), digest_size=8, key=salt).digest()
    place = int.from_bytes(digest, "big") / 2**64
    if place < test:
        return TEST
    return DEV if place < test + dev else TRAIN


def comparable(text: str) -> str:
    """The text without what near-duplicates differ in: compatibility normal form, case folded, no white space, punctuation, control
    or joining characters. Letters, marks, digits, symbols and emoji stay; a text of punctuation alone keeps its punctuation."""
    folded = _fold(text)
    kept = folded.translate(_NOISE)
    return unicodedata.normalize("NFKC", kept) if kept else "".join(folded.split())


def _fold(text: str) -> str:
    """Unicode's NFKC_Casefold, save for the ignorable characters: twice round, since folding can undo normal form and back."""
    once = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold())
    return unicodedata.normalize("NFKC", once.casefold())


class _Noise(dict[int, int | None]):
    """For `str.translate`: noise is dropped, everything else stays; each character is looked up once in the life of the process."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if _is_noise(chr(code)) else code
        return self[code]


_NOISE = _Noise()


def _is_noise(character: str) -> bool:
    """Punctuation, separators, controls, format characters (joiners, directions), and the selectors that only style an emoji."""
    return unicodedata.category(character)[0] in "PZC" and unicodedata.category(character) not in ("Co", "Cs", "Cn") or (
        "\ufe00" <= character <= "\ufe0f"
    )
