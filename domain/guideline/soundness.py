"""What is wrong or missing in a guideline, line by line, against the labels of its config."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.guideline.examples import label_address, labels_in
from domain.guideline.sections import WHEN, WHEN_NOT, Outline, Section, outline


@dataclass(frozen=True)
class Finding:
    """line: from 1, 0 for none. A fault keeps a guideline from being published, a remark does not."""

    line: int
    message: str
    is_fault: bool = True


def findings(text: str, labels: Sequence[str], *, former: Iterable[str] = (), is_open: bool = False) -> list[Finding]:
    """In the order of their lines.

    labels: of the label config; of those that results hold under an alias, both names. former: labels of the version before. is_open: each
    task brings labels of its own, so that none is unknown.
    """
    there = outline(text, labels)
    found: list[Finding] = []
    if not is_open:
        gone = {name.casefold(): name for name in former} if former else {}
        for section in there.sections:
            found += _about(section, labels, gone)
        found += _spans(there, labels)
    found += _twice(there)
    return sorted(found, key=lambda finding: finding.line)


def without_section(text: str, labels: Sequence[str]) -> list[str]:
    """Labels that no section is about."""
    there = {section.label for section in outline(text, labels).sections}
    return [label for label in labels if label not in there]


def _about(section: Section, labels: Sequence[str], gone: dict[str, str]) -> list[Finding]:
    if section.label is not None:
        return []
    where = f"line {section.line}: the section “{section.title}”"
    if section.names is not None:
        return [Finding(section.line, f"{where} is about the label '{section.names}', which is not in the label config; {_there(labels)}.")]
    if section.title.casefold() in gone and section.title.casefold() not in {label.casefold() for label in labels}:
        told = f"{where} is about a label that the label config no longer has; {_there(labels)}."
        return [Finding(section.line, told)]
    if section.part(WHEN) and section.part(WHEN_NOT):
        told = f"{where} says when to give a label, and there is no label of that name; {_there(labels)}."
        return [Finding(section.line, told)]
    return []


def _spans(there: Outline, labels: Sequence[str]) -> list[Finding]:
    found = []
    for token in there.tokens:
        for child in token.children or ():
            address = label_address(child) if child.type == "link_open" else None
            for name in labels_in(address) if address is not None else ():
                if name not in labels:
                    line = token.map[0] + 1 if token.map else 0
                    told = f"line {line}: an example marks '{name}', which is not in the label config; {_there(labels)}."
                    found.append(Finding(line, told))
    return found


def _twice(there: Outline) -> list[Finding]:
    first: dict[str, int] = {}
    found = []
    for section in there.sections:
        if section.label is None:
            continue
        if section.label in first:
            told = f"line {section.line}: a second section is about '{section.label}'; the first is in line {first[section.label]}."
            found.append(Finding(section.line, told, is_fault=False))
        first.setdefault(section.label, section.line)
    return found


def _there(labels: Sequence[str]) -> str:
    if not labels:
        return "it has no labels"
    shown = ", ".join(f"'{label}'" for label in labels[:12])
    return f"it has {shown}{' …' if len(labels) > 12 else ''}"
