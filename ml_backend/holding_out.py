"""Which examples a training may keep back to judge by: whole groups of near-duplicates, and only what people wrote and
labelled.

A generated text says what its parent says in other words: a model that learned the one is not judged by the other, and a model that is
judged by generated texts is judged by what no person wrote. So what was generated from a group that is held out does neither.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from domain.learnable import Example


def apart(examples: Sequence[Example], held: Container[str]) -> tuple[list[int], list[int]]:
    """(places of those to learn from, of those to judge by) where the groups `held` are held out: what was generated from one of them
    does neither."""
    there = [group_of(e) in held for e in examples]
    return (
        [i for i, is_held in enumerate(there) if not is_held],
        [i for i, is_held in enumerate(there) if is_held and examples[i].judges],
    )


def groups_to_hold(examples: Iterable[Example]) -> list[str]:
    """Groups that have something to judge by, in order of their names."""
    return sorted({group_of(e) for e in examples if e.judges})


def group_of(example: Example) -> str:
    """What has no group is one of its own, with all that says the same."""
    return example.group if example.group is not None else "\n".join(example.inputs)
