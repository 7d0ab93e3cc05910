"""Which regular expressions are safe to run on a stranger's text.

Python's `re` backtracks, and nothing can interrupt it. Two guards stand in front of it, both deterministic:
- `check_pattern` refuses what can take exponential time: a repetition inside a repetition ((a+)+), a repeated choice whose branches can
  begin alike ((a|ab)*), a repeated part that may match nothing. A possessive or atomic inner part never backtracks and is allowed.
- `estimated_steps` bounds the polynomial rest on one text: the places where a match can begin × how far each open repetition can run
  from there, read off the text itself. `\\s+$` is cheap on prose and quadratic on a megabyte of blanks.
The check reads the syntax tree of Python 3.11's own parser.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MAX_REPEAT = 1000
# Below this, even a cubic pattern is done at once.
SHORT = 300

_OPEN = (sre.MAX_REPEAT, sre.MIN_REPEAT)


def check_pattern(pattern: str) -> str | None:
    """Why this pattern is refused, or None."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
            tree = parser.parse(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"the pattern '{pattern}' is not a regular expression: {error}."
    except Warning as warning:
        return f"the pattern '{pattern}' is ambiguous: {warning}."
    return _refusal(tree, repeated=False)


def _refusal(tree: Any, repeated: bool) -> str | None:
    """repeated: an enclosing repetition tries this part over and over."""
    for op, value in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            low, high, body = value
            reason = _refused_repeat(op, low, high, body, repeated)
        elif op is sre.BRANCH:
            reason = _refused_branch(value[1], repeated)
        else:
            # What an atomic group took it never gives back, so the repetition outside has only one way through it.
            inner = repeated and op is not sre.ATOMIC_GROUP
            reason = next((r for part in _parts(op, value) if (r := _refusal(part, inner))), None)
        if reason:
            return reason
    return None


def _refused_repeat(op: Any, low: int, high: Any, body: Any, repeated: bool) -> str | None:
    endless = high is sre.MAXREPEAT or high > 1
    if high is not sre.MAXREPEAT and high > MAX_REPEAT:
        return f"a repetition of more than {MAX_REPEAT} times; write + or * instead."
    if repeated and op is not sre.POSSESSIVE_REPEAT and (high is sre.MAXREPEAT or high != low):
        return "a repetition inside a repetition, as in (a+)+, can take exponential time; make the inner one possessive (a++)."
    if endless and body.getwidth()[0] == 0:
        return "a repetition of something that may be empty, as in (a*)*, can take exponential time."
    return _refusal(body, repeated=(repeated or endless) and op is not sre.POSSESSIVE_REPEAT)


def _refused_branch(branches: list, repeated: bool) -> str | None:
    if repeated:
        firsts = [f for b in branches if (f := _first(b)) is not None]
        if len(firsts) < len(branches) or _overlap(firsts):
            return "a repeated choice whose branches can begin alike, as in (a|ab)*, can take exponential time."
    return next((r for b in branches if (r := _refusal(b, repeated))), None)


def _parts(op: Any, value: Any) -> list:
    """The subpatterns below a node."""
    if op is sre.SUBPATTERN:
        return [value[3]]
    if op is sre.ATOMIC_GROUP:
        return [value]
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return [value[1]]
    if op is sre.GROUPREF_EXISTS:
        return [p for p in value[1:] if p is not None]
    return []


def _first(tree: Any) -> set | None:
    """The literal characters a part can begin with; None where they are not plain letters to compare."""
    for op, value in tree:
        if op is sre.LITERAL:
            return {value}
        if op is sre.IN and all(o is sre.LITERAL for o, _ in value):
            return {v for _, v in value}
        if op is sre.SUBPATTERN:
            return _first(value[3])
        return None
    return None


def _overlap(sets: list[set]) -> bool:
    return len(set().union(*sets)) < sum(map(len, sets))


def estimated_steps(pattern: str, text: str) -> int:
    """An upper bound, in steps of backtracking, for finding every match of a checked pattern in this text."""
    if len(text) <= SHORT:
        return 0
    return sum(_steps(start, runs, text) for start, runs in _shape(pattern))


def _steps(start: re.Pattern[str] | None, runs: tuple, text: str) -> int:
    if not runs:
        return len(text)
    steps = len(text) if start is None else sum(1 for _ in start.finditer(text))
    for run in runs:
        longest = len(text) if run is None else max((m.end() - m.start() for m in run.finditer(text)), default=0)
        steps *= max(1, longest)
    return steps


@lru_cache(maxsize=256)
def _shape(pattern: str) -> tuple[tuple[re.Pattern[str] | None, tuple[re.Pattern[str] | None, ...]], ...]:
    """For each alternative of the pattern: where a match can begin, and the runs its open repetitions can take; None where that cannot
    be told."""
    tree = parser.parse(pattern)
    whole = list(tree)
    flags = tree.state.flags | _added_flags(whole)
    branches = [list(b) for b in whole[0][1][1]] if len(whole) == 1 and whole[0][0] is sre.BRANCH else [whole]
    shapes = []
    for branch in branches:
        runs: list[re.Pattern[str] | None] = []
        _collect_runs(branch, runs, flags, tail=True)
        shapes.append((_start(branch, flags), tuple(runs)))
    return tuple(shapes)


def _collect_runs(nodes: list, runs: list, flags: int, *, tail: bool) -> None:
    """tail: nothing follows these nodes, so that a repetition at their end cannot fail and be tried again."""
    for n, (op, value) in enumerate(nodes):
        last = tail and n == len(nodes) - 1
        if op in (*_OPEN, sre.POSSESSIVE_REPEAT):
            body = list(value[2])
            following = nodes[n + 1] if n + 1 < len(nodes) else None
            if value[1] is sre.MAXREPEAT or value[1] > 8:
                run = _run(body, flags)
                # A run that can stop in one place only multiplies nothing once another one counts already.
                once = run is not None and (op is sre.POSSESSIVE_REPEAT or _ends_by_itself(body, following))
                if not last and not (once and runs):
                    runs.append(run)
            _collect_runs(body, runs, flags, tail=False)
        elif op is sre.BRANCH:
            for branch in value[1]:
                _collect_runs(list(branch), runs, flags, tail=last)
        else:
            for part in _parts(op, value):
                _collect_runs(list(part), runs, flags, tail=last and op is sre.SUBPATTERN)


def _ends_by_itself(body: list, following: Any) -> bool:
    """[^>]* before > : the run can stop in one place only, so it multiplies nothing."""
    if following is None or len(body) != 1 or following[0] is not sre.LITERAL:
        return False
    op, value = body[0]
    if op is sre.NOT_LITERAL:
        return value == following[1]
    return op is sre.IN and value[0][0] is sre.NEGATE and (sre.LITERAL, following[1]) in value


def _start(nodes: list, flags: int) -> re.Pattern[str] | None:
    for node in nodes:
        op, value = node
        if op is sre.AT:
            if value in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING) and not flags & re.MULTILINE:
                return re.compile(r"\A")
        elif op is sre.SUBPATTERN:
            return _start(list(value[3]), flags)
        elif op is sre.ATOMIC_GROUP:
            return _start(list(value), flags)
        elif op in (*_OPEN, sre.POSSESSIVE_REPEAT):
            return _start(list(value[2]), flags) if value[0] > 0 else None
        else:
            return _run([node], flags, "")
    return None


def _run(nodes: list, flags: int, repeat: str = "++") -> re.Pattern[str] | None:
    """A run of the characters that stand anywhere in this part: the longest that repeating the part can take. None where that cannot be
    told, as with a group reference."""
    sources = _sources(nodes)
    if not sources:
        return None
    return re.compile(f"(?:{'|'.join(dict.fromkeys(sources))}){repeat}", flags & (re.IGNORECASE | re.DOTALL | re.ASCII))


def _sources(nodes: list) -> list[str] | None:
    found: list[str] = []
    for op, value in nodes:
        if op in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
            continue
        if op in (*_OPEN, sre.POSSESSIVE_REPEAT):
            parts = [value[2]]
        elif op is sre.BRANCH:
            parts = value[1]
        else:
            parts = _parts(op, value)
        inner = [_sources(list(p)) for p in parts] if parts else [[source] if (source := _source(op, value)) else None]
        for each in inner:
            if each is None:
                return None
            found += each
    return found


def _added_flags(nodes: list) -> int:
    """Flags of groups such as (?i:…), taken as if they held everywhere: that can only make runs longer."""
    flags = 0
    for op, value in nodes:
        if op is sre.SUBPATTERN:
            flags |= value[1]
        below = [value[2]] if op in (*_OPEN, sre.POSSESSIVE_REPEAT) else value[1] if op is sre.BRANCH else _parts(op, value)
        for part in below:
            flags |= _added_flags(list(part))
    return flags


_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}


def _source(op: Any, value: Any) -> str | None:
    if op is sre.LITERAL:
        return re.escape(chr(value))
    if op is sre.NOT_LITERAL:
        return f"[^{re.escape(chr(value))}]"
    if op is sre.ANY:
        return "."
    if op is not sre.IN:
        return None
    inside = ""
    for kind, part in value:
        if kind is sre.NEGATE:
            inside += "^"
        elif kind is sre.LITERAL:
            inside += re.escape(chr(part))
        elif kind is sre.RANGE:
            inside += f"{re.escape(chr(part[0]))}-{re.escape(chr(part[1]))}"
        elif kind is sre.CATEGORY:
            inside += _CATEGORIES[part]
    return f"[{inside}]"
