"""Whether somebody sees what a model says of a task. Decided so that what the suggestions do to people can be measured."""

from __future__ import annotations

import hashlib

# How a seat came to show, or not to show, what the model says. SHOWN and HIDDEN are the two arms of the experiment: chance alone parts
# them. In ALL the project shows every suggestion, in OFF none. ARM: drawn at random and kept blind. UNSURE: below its class's threshold.
# CHECK: its label checks those that are taken from the model. AGAIN: an old item on which another person is asked.
NOTHING, ALL, SHOWN, HIDDEN, OFF, ARM, UNSURE = "", "all", "shown", "hidden", "off", "arm", "unsure"
CHECK, AGAIN = "check", "again"
SHOWINGS = (NOTHING, ALL, SHOWN, HIDDEN, OFF, ARM, UNSURE, CHECK, AGAIN)
# What a task itself may be withheld for, whoever sits at it.
WITHHELD = (NOTHING, ARM, UNSURE, CHECK, AGAIN)
# For these it is withheld until the task is finished, however often the queue is turned.
BLIND_TO_THE_END = (CHECK, AGAIN)
IN_SIGHT = (ALL, SHOWN)


def is_drawn(share: float, task: int, annotator: int) -> bool:
    """Whether chance shows this person this task's suggestion: a hash of both, so that giving the task back and taking it again shows
    the same, and so that who was shown one at a small share still is at a larger one."""
    digest = hashlib.blake2b(b"%d:%d" % (task, annotator), digest_size=8).digest()
    return int.from_bytes(digest, "big") < share * 2**64


def how(share: float, withheld: str, task: int, annotator: int) -> str:
    """One of `SHOWINGS` for a task that has a suggestion. share: of seats that are shown it; withheld: one of `WITHHELD`."""
    if withheld:
        return withheld
    if share <= 0:
        return OFF
    if share >= 1:
        return ALL
    return SHOWN if is_drawn(share, task, annotator) else HIDDEN
