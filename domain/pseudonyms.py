"""Made-up names for people who take part without their own: "Blue Heron 12"."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

COLOURS = (
    "Amber Azure Blue Bronze Copper Coral Crimson Cyan Ebony Emerald Golden Green Grey Hazel Indigo Ivory Jade Lilac Lime Maroon "
    "Mauve Mint Olive Orange Pearl Pink Plum Purple Red Rose Ruby Rust Saffron Scarlet Silver Teal Umber Violet White Yellow"
).split()
ANIMALS = (
    "Badger Bear Beaver Bison Camel Cat Crane Deer Dolphin Dove Eagle Falcon Ferret Finch Fox Gecko Goose Hare Hawk Hedgehog Heron "
    "Horse Ibis Jay Koala Lark Lynx Magpie Marten Mole Moose Moth Newt Otter Owl Panda Pelican Penguin Puffin Quail Rabbit Raven "
    "Robin Salmon Seal Sparrow Squirrel Stork Swan Swift Tiger Toad Trout Turtle Walrus Whale Wolf Wren Yak Zebra"
).split()
NUMBERS = range(2, 100)
LONGEST = 40


def names(seed: str) -> Iterator[str]:
    """Names without end, the same ones for the same seed; the caller takes the first that is free. They tell nothing of the seed."""
    turn = 0
    while True:
        drawn = int.from_bytes(hashlib.sha256(f"{turn}:{seed}".encode()).digest()[:8])
        drawn, number = divmod(drawn, len(NUMBERS))
        drawn, animal = divmod(drawn, len(ANIMALS))
        yield f"{COLOURS[drawn % len(COLOURS)]} {ANIMALS[animal]} {NUMBERS[number]}"
        turn += 1
