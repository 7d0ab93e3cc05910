"""Which key a hotkey of a label config is on the annotation page, and which keys that page has for itself.

The page's own table is frontend/src/core/keymap.ts; a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from domain.schema import tags
from domain.schema.controls import Control, ObjectTag
from domain.schema.remarks import Remark

# Of more than so many, choices have a field that filters them.
MANY = 12
# Keys that a label may take: the command is then still there under Alt. By what a config must have for the command to be on the page.
LETTERS: dict[str, dict[str, str]] = {
    "any": {
        "s": "Skip, with a reason",
        "u": "Back to the last one",
        "f": "Flag for discussion",
        "q": "Ask a question about this",
        "g": "Show or hide the guideline",
        "?": "Show or hide this help",
    },
    "suggestions": {
        "a": "Accept all that the model suggests",
        "c": "Accept one suggestion",
        "x": "Reject one suggestion",
    },
    "filter": {
        "/": "Filter the choices",
    },
    "regions": {
        ".": "Next region",
        ",": "Previous region",
    },
    "relations": {
        "r": "Relation from here, and to here",
    },
    "text": {
        "w": "Whole words, parts of words, characters",
    },
    "image": {
        "+": "Closer",
        "=": "Closer",
        "-": "Farther",
        "z": "The whole picture",
        "[": "Darker",
        "]": "Brighter",
        "l": "Loupe",
        "{": "Less contrast",
        "}": "More contrast",
    },
    "shapes": {
        "n": "Draw at the cross-hairs: first corner, then the other",
        "o": "Close to the region",
        "v": "Select and move, or draw again",
        "t": "Next tool",
        "<": "Turn by a degree to the left",
        ">": "Turn by a degree to the right",
    },
    "polygon": {
        "p": "Next point of the polygon",
        "i": "A point on the edge after this one",
    },
    "brush": {
        "e": "Eraser, or brush",
        "j": "Thinner brush",
        "k": "Thicker brush",
    },
    "sound": {
        " ": "Play, or stop",
        "p": "Play the region once more",
        "l": "Play it again and again, or once",
        "[": "A region begins here, or this one does",
        ";": "A region begins here, or this one does",
        "]": "It ends here",
        "'": "It ends here",
        "+": "Closer",
        "=": "Closer",
        "-": "Farther",
        "z": "The whole sound",
    },
}
_SIDES = ("ArrowRight", "ArrowLeft")
_ALL_SIDES = (*_SIDES, "ArrowUp", "ArrowDown")
# Keys that no label gets.
HELD: dict[str, frozenset[str]] = {
    "any": frozenset(("Enter", "Mod+Enter", "Backspace", "Mod+z", "Mod+Shift+z", "Mod+y", "Escape")),
    "regions": frozenset(("Delete", "Backspace")),
    "text": frozenset((*(f"{held}{side}" for held in ("", "Shift+", "Alt+Shift+", "Mod+", "Mod+Shift+") for side in _SIDES),)),
    "dialogue": frozenset(("ArrowDown", "ArrowUp")),
    "image": frozenset((*(f"{held}{side}" for held in ("", "Shift+", "Mod+", "Mod+Shift+") for side in _ALL_SIDES), "Shift+z")),
    "polygon": frozenset(("Shift+p",)),
    "pictures": frozenset(("PageDown", "PageUp")),
    "sound": frozenset((*(f"{held}{side}" for held in ("", "Shift+", "Mod+", "Mod+Shift+") for side in _SIDES), "F8", "F9")),
}

_NAMED = {
    **{"enter": "Enter", "space": " ", "backspace": "Backspace", "delete": "Delete", "escape": "Escape", "esc": "Escape"},
    **{"home": "Home", "end": "End", "up": "ArrowUp", "down": "ArrowDown", "left": "ArrowLeft", "right": "ArrowRight"},
    **{"pageup": "PageUp", "pagedown": "PageDown"},
}
_HOLDS = (("Mod+", {"ctrl", "mod", "cmd", "command", "meta"}), ("Alt+", {"alt", "option"}), ("Shift+", {"shift"}))
_OBJECTS = {"Text": "text", "HyperText": "text", "Paragraphs": "text", "Image": "image", "Audio": "sound", "AudioPlus": "sound"}


@dataclass(frozen=True)
class Keyed:
    """A hotkey as it is written, whose it is, and where."""

    control: str
    value: str
    hotkey: str
    line: int

    def __str__(self) -> str:
        return f"'{self.value}' of '{self.control}'"


def normal(hotkey: str) -> str:
    """A hotkey as configs write it ("ctrl+shift+b", "Q", "1") in the page's spelling; "" for one that cannot be had (Tab, a word)."""
    *held, base = (part.strip() for part in hotkey.lower().split("+"))
    if len(base) == 1:
        key = base
    elif re.fullmatch(r"f\d\d?", base):
        key = base.upper()
    else:
        key = _NAMED.get(base.replace("arrow", ""), "")
    return "".join(sign for sign, names in _HOLDS if names & set(held)) + key if key else ""


def traits_of(controls: tuple[Control, ...], objects: tuple[ObjectTag, ...], relations: bool) -> Set[str]:
    """What decides which commands the page of this config has."""
    drawn = [c for c in controls if c.tag in tags.REGIONS]
    labelled = {name for c in drawn for name in c.to_names}
    found = {"any", "suggestions"}
    if drawn:
        found |= {"regions", *(["relations"] if relations else [])}
    pictures = {shown.name for shown in objects if shown.tag == "Image"}
    if any(name in pictures for name in labelled):
        found.add("shapes")
    found |= {shape for c in drawn for shape in ("polygon", "brush") if c.tag.lower().startswith(shape)}
    if any("valueList" in shown.attrs for shown in objects):
        found.add("pictures")
    for shown in objects:
        if shown.tag == "Paragraphs" and shown.name in labelled:
            found.add("dialogue")
        trait = _OBJECTS.get(shown.tag)
        if trait and (trait != "text" or shown.name in labelled):
            found.add(trait)
    if any(len(c.paths or c.values) > MANY for c in controls if c.tag in ("Choices", "Taxonomy") or c in drawn):
        found.add("filter")
    return found


def _said(key: str) -> str:
    return "Space" if key == " " else key.upper()


def odd(keyed: Iterable[Keyed], traits: Set[str]) -> Iterator[Remark]:
    letters = {key: says for trait in LETTERS if trait in traits for key, says in LETTERS[trait].items()}
    held = {key for trait in HELD if trait in traits for key in HELD[trait]}
    taken: dict[str, Keyed] = {}
    for one in keyed:
        # A comma parts several keys and is therefore none itself.
        for written in [part.strip() for part in one.hotkey.split(",") if part.strip()] or [one.hotkey]:
            key = normal(written) if written != "," else ""
            if not key:
                yield Remark(one.line, f"The hotkey '{written}' of {one} is not a key that can be pressed here; it gets another.")
            elif key in held:
                yield Remark(one.line, f"The hotkey '{written}' of {one} belongs to the annotation page; it gets another.")
            elif key in taken:
                yield Remark(one.line, f"The hotkey '{written}' is given to {taken[key]} and to {one}.")
            elif key in letters:
                yield Remark(
                    one.line,
                    f"The hotkey '{written}' of {one} is the page's key for “{letters[key]}”, which is then under Alt+{_said(key)}.",
                )
            if key:
                taken.setdefault(key, one)
