"""All measures of one control that is not the primary choice, ready to be stored as JSON."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from ..icc import icc
from ..jaccard import jaccard_alpha
from ..krippendorff import krippendorff_alpha
from ..masi import masi_alpha
from ..measurement import Measurement
from ..ratings import Ratings
from ..raw import raw_agreement
from . import rankings, reading, relations, shapes, spans, transcription, unitised
from .coincidences import Coincidences
from .controls import NONE, MeasuredControl
from .gamma import gamma
from .sums import Sums

Row = tuple[Hashable, Hashable, Any, Any]


@dataclass
class Answers:
    """What was answered to one control: item → annotator → what was read of the result; `data` of the items, where it was given."""

    by_item: dict[Hashable, dict[Hashable, Any]] = field(default_factory=dict)
    data: dict[Hashable, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Row], read: Callable[[Any, Any], Any]) -> Answers:
        """rows: (item, annotator, result, data). Of two results by one annotator on one item the first counts. `read` may answer None:
        then the annotator has not answered."""
        made = cls()
        for item, annotator, result, data in rows:
            answer = read(result, data)
            if answer is not None:
                made.by_item.setdefault(item, {}).setdefault(annotator, answer)
                if data is not None:
                    made.data.setdefault(item, data)
        return made

    @property
    def annotators(self) -> set[Hashable]:
        return {annotator for of in self.by_item.values() for annotator in of}

    @property
    def shared(self) -> list[tuple[Hashable, dict[Hashable, Any]]]:
        """Items that two or more have answered, with their answers in the order of the annotators."""
        return [(item, {who: of[who] for who in sorted(of, key=_place)}) for item, of in self.by_item.items() if len(of) > 1]


def _place(annotator: Hashable) -> tuple:
    return (0, annotator, "") if isinstance(annotator, int) else (1, 0, str(annotator))


def measure_control(control: MeasuredControl, rows: Iterable[Row], *, rng: np.random.Generator | None, draws: int = 1000) -> dict[str, Any]:
    """rows: (item, annotator, result, data), a row for everybody who answered the item, also who drew nothing; data may be None where
    it is not at hand, and then tokens are not measured.

    {control, kind, tag, items, annotators, annotations, note, names: {measure: its name in words}, headline: the first of them; the
    measures by name; per_label: [{label, measures …}]; per_pair: [{annotators, items, measures …}]}. A measure is a `Measurement` as a
    dict; items are those that two or more annotators answered.
    """
    if control.kind == NONE:
        return _told(control, Answers(), {}, {}, note=control.reason)
    return _MEASURES[control.kind](control, rows, rng, draws)


def item_weights(control: MeasuredControl, rows: Iterable[Row]) -> dict[Hashable, float]:
    """Item → how disputed it is by the control's own measure (spans: by character): 0 (all alike) to 1 (nothing in common). Items
    without a figure are left out."""
    if control.kind == NONE:
        return {}
    if control.kind == "labels":
        answers = Answers.of(rows, _sets(control))
        return {item: _apart([_jaccard(a, b) for a, b in combinations(of.values(), 2)]) for item, of in answers.shared}
    if control.kind in _SCALES:
        return _spread(control, rows)
    sums = _sums(control, rows)[1]
    by = "character_f1" if control.kind == "spans" else next(iter(sums.names))
    worse = control.kind == "text"
    return {item: min(1.0, max(0.0, value if worse else 1 - value)) for item, value in sums.per_item(by).items()}


def _jaccard(a: tuple, b: tuple) -> float:
    one, other = set(a), set(b)
    return 1 - len(one & other) / len(one | other) if one | other else 0.0


def _apart(distances: list[float]) -> float:
    return sum(distances) / len(distances)


def _spread(control: MeasuredControl, rows: Iterable[Row]) -> dict[Hashable, float]:
    """Numbers: the mean difference of two answers to an item as a share of all the range that was used."""
    answers = Answers.of(rows, _value(control))
    if control.kind == "category":
        return {item: _apart([float(a != b) for a, b in combinations(of.values(), 2)]) for item, of in answers.shared}
    used = [float(value) for of in answers.by_item.values() for value in of.values()]
    span = max(used, default=0.0) - min(used, default=0.0)
    return {
        item: _apart([abs(float(a) - float(b)) / span if span else 0.0 for a, b in combinations(of.values(), 2)])
        for item, of in answers.shared
    }


def _sums(control: MeasuredControl, rows: Iterable[Row]) -> tuple[Answers, Sums, dict[str, Coincidences]]:
    """What compares annotators two by two."""
    sums, units = Sums(), {name: Coincidences() for name in ("characters", "tokens", "names")}
    answers = Answers.of(rows, _READERS[control.kind](control))
    _announce(control, sums)
    for item, of in answers.shared:
        number = sums.item(item, len(of))
        for one in units.values():
            one.annotations = sums.annotations
        for a, b in combinations(of, 2):
            sums.met(number, (a, b))
            _compare(control, sums, units["names"], number, (a, b), of[a], of[b])
        if control.kind == "spans":
            _cut(control, units, number, list(of.values()), answers.data.get(item))
    return answers, sums, units


def _announce(control: MeasuredControl, sums: Sums) -> None:
    if control.kind == "spans":
        spans.announce(sums, "Character")
    elif control.kind in ("shapes", "points", "intervals"):
        shapes.announce(sums, control.kind)
    else:
        {"relations": relations, "text": transcription, "ranking": rankings}[control.kind].announce(sums)


def _compare(control: MeasuredControl, sums: Sums, names: Coincidences, item: int, pair: tuple, a: Any, b: Any) -> None:
    if control.kind == "spans":
        spans.compare(sums, item, pair, a, b)
        shapes.names_agree(names, item, a, b, spans.matched(spans.likeness(a, b, spans.length_iou), 0.0))
    elif control.kind in ("shapes", "points", "intervals"):
        shapes.names_agree(names, item, a, b, shapes.compare(sums, item, pair, a, b, control.kind))
    elif control.kind == "relations":
        relations.compare(sums, item, pair, control, a, b)
    elif control.kind == "text":
        transcription.compare(sums, item, pair, a, b)
    else:
        rankings.compare(sums, item, pair, a, b)


def _cut(control: MeasuredControl, units: dict[str, Coincidences], item: int, by_annotator: list, data: Any) -> None:
    shown = control.shown(data) if data is not None else None
    paragraphs = reading.paragraph_lengths(shown) if control.about == "Paragraphs" else []
    length = len(shown) if control.about == "Text" and isinstance(shown, str) else sum(paragraphs) or None
    for values, weight in unitised.characters(by_annotator, length):
        units["characters"].add(item, values, weight)
    if control.about == "Text" and isinstance(shown, str):
        for values, weight in unitised.by_token(by_annotator, shown):
            units["tokens"].add(item, values, weight)


def _pairwise(control: MeasuredControl, rows: Iterable[Row], rng: np.random.Generator | None, draws: int) -> dict[str, Any]:
    answers, sums, units = _sums(control, rows)
    how: dict[str, Any] = {"rng": rng, "draws": draws}
    figure = sums.measured(**how)
    figures = {name: figure(name) for name in sums.names}
    names, per_label = dict(sums.names), {label: {name: figure(name, "label", label) for name in sums.labelled} for label in sums.labels}
    if control.kind == "spans":
        for name, title, unit in _CUTS:
            names[name] = title
            figures[name] = units[unit].alpha(**how)
            for label in per_label:
                per_label[label][name] = units[unit].alpha_of(label, **how)
        names["gamma"] = "γ"
        figures["gamma"] = gamma([list(of.values()) for _, of in answers.shared], **how)
    if control.kind in ("spans", "shapes", "points", "intervals"):
        names["label_alpha"] = "Krippendorff α of the labels where the place is the same"
        figures["label_alpha"] = units["names"].alpha(**how)
    told = _told(control, answers, names, figures)
    told["per_label"] = [{"label": label, **_bare(of)} for label, of in per_label.items()]
    told["per_pair"] = [
        {"annotators": list(pair), "items": sums.shared(pair), **_bare({name: figure(name, "pair", *pair) for name in sums.names})}
        for pair in sums.pairs
    ]
    return told


_CUTS = (
    ("character_alpha", "Krippendorff α by character", "characters"),
    ("token_alpha", "Krippendorff α by token", "tokens"),
)
_SCALES = {"number": "interval", "rating": "ordinal", "category": "nominal"}


def _scaled(control: MeasuredControl, rows: Iterable[Row], rng: np.random.Generator | None, draws: int) -> dict[str, Any]:
    """One value an answer: the statistics for categories and numbers, on the scale that the control has."""
    answers = Answers.of(rows, _value(control))
    ratings = _ratings(answers)
    level = _SCALES[control.kind]
    how: dict[str, Any] = {"level": level, "rng": rng, "draws": draws}
    names = {"krippendorff_alpha": f"Krippendorff α, {level}", "raw": "Raw agreement"}
    figures = {"krippendorff_alpha": krippendorff_alpha(ratings, **how), "raw": raw_agreement(ratings, **how)}
    if control.kind != "category":
        names["icc"] = "Intraclass correlation, ICC(1,1)"
        figures["icc"] = icc(ratings, form="1,1", rng=rng, draws=draws)
    return _told(control, answers, names, figures)


def _several(control: MeasuredControl, rows: Iterable[Row], rng: np.random.Generator | None, draws: int) -> dict[str, Any]:
    """Several labels at once: as whole sets, and label by label as a question of yes or no."""
    answers = Answers.of(rows, _sets(control))
    ratings = _ratings(answers)
    how: dict[str, Any] = {"rng": rng, "draws": draws}
    units = Coincidences()
    for number, (_, of) in enumerate(answers.shared):
        units.annotations += len(of)
        units.add(number, [frozenset(one) for one in of.values()])
    names = {
        "masi_alpha": "Krippendorff α, MASI distance",
        "jaccard_alpha": "Krippendorff α, Jaccard distance",
        "krippendorff_alpha": "Krippendorff α, whole sets",
    }
    statistics = (masi_alpha, jaccard_alpha, krippendorff_alpha)
    figures = {name: statistic(ratings, level="nominal", **how) for name, statistic in zip(names, statistics, strict=True)}
    told = _told(control, answers, names, figures)
    told["per_label"] = [{"label": label, "krippendorff_alpha": units.alpha_of(label, **how).as_dict()} for label in units.labels]
    return told


def _ratings(answers: Answers) -> Ratings:
    triples = [(item, who, value) for item, of in answers.by_item.items() for who, value in of.items()]
    return Ratings.from_triples(*zip(*triples, strict=True)) if triples else Ratings.from_triples([], [], [])


def _told(
    control: MeasuredControl, answers: Answers, names: dict[str, str], figures: dict[str, Measurement], *, note: str | None = None
) -> dict[str, Any]:
    alone = sum(len(of) < 2 for of in answers.by_item.values())
    if alone:
        note = f"{alone} of {len(answers.by_item)} items with fewer than two annotators left out"
    return {
        "control": control.name,
        "kind": control.kind,
        "tag": control.tag,
        "items": len(answers.by_item) - alone,
        "annotators": len(answers.annotators),
        "annotations": sum(map(len, answers.by_item.values())),
        "note": note,
        "names": names,
        "headline": next(iter(names), None),
        **_bare(figures),
        "per_label": [],
        "per_pair": [],
    }


def _bare(figures: dict[str, Measurement]) -> dict[str, Any]:
    return {name: one.as_dict() for name, one in figures.items()}


def _regions(control: MeasuredControl) -> Callable[[Any, Any], Any]:
    return lambda result, data: reading.regions(control, result, data)


def _ends(control: MeasuredControl) -> Callable[[Any, Any], Any]:
    return lambda result, data: relations.read(control, result, data)


def _text(control: MeasuredControl) -> Callable[[Any, Any], Any]:
    return lambda result, data: transcription.read(reading.values(control, result))


def _ranking(control: MeasuredControl) -> Callable[[Any, Any], Any]:
    return lambda result, data: rankings.read(reading.values(control, result)) or None


def _value(control: MeasuredControl) -> Callable[[Any, Any], Any]:
    """The number, the stars, the side or the date that was answered; None where nothing was."""
    key = {"Pairwise": "selected", "DateTime": "datetime", "Choices": "choices"}.get(control.tag, control.kind)

    def read(result: Any, data: Any) -> Any:
        given = next((value[key] for value in reading.values(control, result) if value.get(key) is not None), None)
        return _path(given[0]) if isinstance(given, list) and given else None if isinstance(given, list) else given

    return read


def _sets(control: MeasuredControl) -> Callable[[Any, Any], Any]:
    """Everybody who submitted said something: none of the labels is an answer too."""
    key = "taxonomy" if control.tag == "Taxonomy" else "choices"

    def read(result: Any, data: Any) -> Any:
        given = [value.get(key) for value in reading.values(control, result)]
        return tuple(sorted({_path(one) for of in given if isinstance(of, list) for one in of}))

    return read


def _path(one: Any) -> str:
    return " / ".join(map(str, one)) if isinstance(one, list) else str(one)


_READERS: dict[str, Callable[[MeasuredControl], Callable[[Any, Any], Any]]] = {
    "spans": _regions,
    "intervals": _regions,
    "shapes": _regions,
    "points": _regions,
    "relations": _ends,
    "text": _text,
    "ranking": _ranking,
}
_MEASURES: dict[str, Callable[..., dict[str, Any]]] = {
    **dict.fromkeys(_READERS, _pairwise),
    **dict.fromkeys(_SCALES, _scaled),
    "labels": _several,
}
