"""Training as a stream of events, and prediction. Nothing is printed; the one thing written is the model version, through the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version as installed
from typing import Any

import numpy as np

from domain import protocol
from domain.errors import Invalid
from domain.evaluation import evaluate
from domain.protocol import Example
from ml_backend.features import Rows, Vectoriser, concatenate
from ml_backend.features.vectorise import fit_idf, weigh
from ml_backend.models import select
from ml_backend.models.head import Head
from ml_backend.models.softmax import probabilities
from ml_backend.settings import Settings
from ml_backend.store import Store, Version
from ml_backend.threads import limited

_BATCH = 512


@dataclass(frozen=True)
class Training:
    """What a caller may choose. `c` None lets the data choose; `class_weight` is "balanced" or None."""

    encoder: str
    class_weight: str | None = None
    c: float | None = None
    seed: int = 0

    @classmethod
    def parse(cls, params, settings: Settings) -> Training:
        weight, c, seed = params.get("class_weight") or None, params.get("c"), params.get("seed", 0)
        if weight not in (None, "balanced"):
            raise Invalid(f"class_weight is 'balanced' or nothing, not '{weight}'.", fields={"class_weight": str(weight)})
        if c is not None and not (isinstance(c, (int, float)) and 0 < c < 1e9):
            raise Invalid("c must be a number above 0.", fields={"c": str(c)})
        if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
            raise Invalid("seed must be a whole number, 0 or more.", fields={"seed": str(seed)})
        return cls(str(params.get("encoder") or settings.encoder), weight, None if c is None else float(c), seed)


def train(
    examples: Sequence[Example],
    *,
    project: str,
    store: Store,
    settings: Settings,
    training: Training | None = None,
    classes: Sequence[str] | None = None,
    release: str = "",
) -> Iterator[dict[str, Any]]:
    """Yields protocol events, the last one `done` with the version's name and metrics. The same input and seed give the same model.

    `classes` are the labels that the label config allows (None: those that occur). Stop iterating to cancel: nothing was written then.
    Raises `Invalid` before the first event when there is nothing to learn from.
    """
    training = training or Training(settings.encoder)
    allowed = list(classes) if classes else sorted({e.label for e in examples})
    known = _check(examples, allowed)
    events = _run(list(examples), allowed, known, training, Vectoriser(training.encoder, settings), project, store, release)
    return _limited(events, settings.threads)


def predict(version: Version, texts: Sequence[str], settings: Settings) -> tuple[list[str], np.ndarray]:
    """(classes, calibrated probabilities N×k float64), in the order of `texts`; prepared and encoded as the version was trained."""
    vectoriser = Vectoriser(version.manifest["encoder"], settings, version.manifest["preprocessing"])
    trained_with = version.manifest["encoder_versions"]
    if vectoriser.versions != trained_with:
        raise Invalid(
            f"Model version '{version.name}' was trained with {trained_with}, but {vectoriser.versions} is installed. Train again.",
            code="encoder_changed",
            fields={"encoder": trained_with},
        )
    classes = list(version.head.classes)
    with limited(settings.threads):
        parts = [version.head.probabilities(rows) for rows in vectoriser.chunks(list(texts), _BATCH)] if texts else []
    return classes, np.vstack(parts) if parts else np.zeros((0, len(classes)))


def _check(examples: Sequence[Example], allowed: list[str]) -> list[str]:
    """The classes that have a training example, in the order of `allowed`."""
    strange = Counter(e.label for e in examples if e.label not in set(allowed))
    if strange:
        named = ", ".join(f"'{label}' ({n})" for label, n in strange.most_common(5))
        raise Invalid(f"Examples have labels that the label config does not know: {named}.", code="unknown_label", fields=dict(strange))
    counts = Counter(e.label for e in examples if e.split != "test")
    if not counts:
        why = "all of them are in the test split" if examples else "there are none"
        raise Invalid(f"There are no labelled texts to train on: {why}.", code="nothing_to_train_on")
    if len(counts) == 1:
        only, n = counts.most_common(1)[0]
        raise Invalid(
            f"All {n} labelled texts to train on are '{only}'. A model needs at least two classes: label some of another.",
            code="one_class",
            fields={"classes": [only]},
        )
    return [c for c in allowed if c in counts]


def _run(examples, allowed, known, training, vectoriser, project, store, release) -> Iterator[dict[str, Any]]:
    yield protocol.progress(0, f"{len(examples)} labelled texts, {len(known)} classes.")
    yield from map(protocol.log, _remarks(examples, allowed, known), iter(lambda: "warning", None))
    raw = yield from _encode(vectoriser, [e.text for e in examples])
    index = {c: i for i, c in enumerate(known)}
    parts = {s: np.array([i for i, e in enumerate(examples) if e.split == s], int) for s in protocol.SPLITS}
    if len(parts["dev"]) < select.DEV_ENOUGH or not len(parts["train"]):
        parts["train"], parts["dev"] = np.sort(np.concatenate([parts["train"], parts["dev"]])), parts["dev"][:0]
    idf = fit_idf(raw[parts["train"]])
    fit_rows = weigh(raw[parts["train"]], idf)
    y = np.array([index[examples[i].label] for i in parts["train"]])
    rng = np.random.default_rng(training.seed)
    choice = yield from _choose(fit_rows, y, raw, idf, parts, examples, index, training, rng)
    yield protocol.progress(0.85, "Fitting the final model.")
    head = Head(tuple(known), select.finish(choice, fit_rows, y, len(known), training.class_weight), idf, choice.temperature)
    yield protocol.progress(0.92, "Measuring it.")
    metrics = _measure(head, raw, examples, parts, allowed, choice, rng)
    yield from _tell(metrics)
    manifest = _manifest(training, vectoriser, examples, parts, choice, metrics, release, allowed)
    name = store.save(project, head, manifest)
    yield protocol.progress(1, f"Model version {name} is ready.")
    yield protocol.done(name, metrics)


def _limited(events: Iterator[dict[str, Any]], threads: int) -> Iterator[dict[str, Any]]:
    with limited(threads):
        yield from events


def _encode(vectoriser: Vectoriser, texts: list[str]) -> Generator[dict[str, Any], None, Rows]:
    parts: list[Rows] = []
    for rows in vectoriser.chunks(texts, _BATCH):
        parts.append(rows)
        ready = min(len(parts) * _BATCH, len(texts))
        yield protocol.progress(0.6 * ready / len(texts), f"Encoded {ready} of {len(texts)} texts with {vectoriser.spec}.")
    return concatenate(parts)


def _choose(train, y, raw, idf, parts, examples, index, training, rng) -> Generator[dict[str, Any], None, select.Choice]:
    """Events while the penalty and the temperature are chosen."""
    grid = select.GRID if training.c is None else (training.c,)
    dev = np.array([i for i in parts["dev"] if examples[i].label in index], int)
    if len(dev):
        yield protocol.progress(0.62, f"Choosing the penalty on {len(dev)} dev items.")
        dev_y = np.array([index[examples[i].label] for i in dev])
        return select.on_dev(train, y, weigh(raw[dev], idf), dev_y, len(index), training.class_weight, grid)
    groups = np.array([_group(examples[i]) for i in parts["train"]])
    steps = select.by_folds(train, y, groups, len(index), training.class_weight, rng, grid)
    while True:
        try:
            fold, folds = next(steps)
        except StopIteration as end:
            return end.value
        yield protocol.progress(0.6 + 0.25 * fold / folds, f"Cross-validation: fold {fold} of {folds}.")


def _group(example: Example) -> str:
    return example.group if example.group is not None else example.text


def _remarks(examples: list[Example], allowed: list[str], known: list[str]) -> Iterator[str]:
    if missing := [c for c in allowed if c not in known]:
        yield f"No training example of: {', '.join(missing)}. The model cannot predict these."
    counts = Counter(e.label for e in examples if e.split != "test")
    if few := [f"{c} ({counts[c]})" for c in known if counts[c] < 5]:
        yield f"Fewer than 5 training examples of: {', '.join(few)}."
    taught = {_group(e) for e in examples if e.split != "test"}
    if shared := sum(_group(e) in taught for e in examples if e.split == "test"):
        yield f"{shared} test items share a group with training items: the test figures flatter the model."


def _measure(head: Head, raw: Rows, examples, parts, allowed, choice: select.Choice, rng) -> dict[str, Any]:
    """The report of `domain.evaluation` on the test split, else on what was held out; `on` says which."""
    chosen, on = (parts["test"], "test") if len(parts["test"]) else (parts["dev"], "dev")
    if len(chosen):
        p = head.probabilities(raw[chosen])
    elif choice.held_logits is not None:
        chosen, on = parts["train"][choice.held_rows], "cross-validation"
        p = probabilities(choice.held_logits, head.temperature)
    else:
        p, on = np.zeros((0, len(head.classes))), "nothing"
    wide = np.zeros((len(p), len(allowed)))
    wide[:, [allowed.index(c) for c in head.classes]] = p
    rows = [examples[i] for i in chosen]
    guess = [allowed[i] for i in wide.argmax(axis=1)]
    truth, groups = [e.label for e in rows], [_group(e) for e in rows]
    report = evaluate(truth, guess, allowed, rng=rng, probabilities=wide, groups=groups)
    if on == "nothing":
        report["warnings"] = ["There is no test split and too little to hold out: how good the model is cannot be said."]
    elif on != "test":
        how = "the dev items" if on == "dev" else "parts of the training split, held out in turn"
        report["warnings"].append(f"There is no test split: these figures come from {how}, which also chose the penalty; they flatter.")
    return {"on": on, **report}


def _tell(metrics: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in ("accuracy", "macro_precision", "macro_recall", "macro_f1", "calibration_error"):
        yield protocol.metric(name, on=metrics["on"], **metrics[name])
    for warning in metrics["warnings"]:
        yield protocol.log(warning, "warning")


def _manifest(training, vectoriser, examples, parts, choice, metrics, release, allowed) -> dict[str, Any]:
    """All that is needed to serve the version in the same way, and to train it again."""
    return {
        "format": 1,
        "task": "text classification",
        "encoder": vectoriser.spec,
        "encoder_versions": vectoriser.versions,
        "preprocessing": vectoriser.preprocessing,
        "label_classes": allowed,
        "training": asdict(training),
        "chosen": {"c": choice.c, "temperature": choice.temperature, "how": choice.how},
        "examples": {s: len(i) for s, i in parts.items()} | {"classes": dict(sorted(Counter(e.label for e in examples).items()))},
        "release": release,
        "libraries": {name: installed(name) for name in ("numpy", "scipy", "scikit-learn")},
        "metrics": metrics,
    }
