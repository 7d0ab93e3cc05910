"""Fine-tuning on real corpora: `python -m bench.finetune --data DIR`. Prints one line of Markdown per experiment, and the whole as JSON
lines with --out FILE.

The settings of an experiment stand in EXPERIMENTS and nowhere else; nothing was chosen by looking at a test item. What is held out to
stop by comes from the training items. Time is that of this process on whatever else the machine does; memory is the greatest resident
size.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from domain.learnable import Example, Span
from domain.splits import group_key, split_of
from ml_backend import compare_encoders as corpora
from ml_backend.finetune.recipe import Recipe
from ml_backend.settings import load


@dataclass(frozen=True)
class Corpus:
    kind: str
    train: list[Example]
    test: list[Example]

    @property
    def labels(self) -> list[str]:
        found = {label for e in self.train + self.test for label in _labels(e)}
        return sorted(found)


def _labels(example: Example) -> list[str]:
    return [example.answer] if isinstance(example.answer, str) else [s.label if isinstance(s, Span) else str(s) for s in example.answer]


def classes(name: str, data: Path) -> Corpus:
    """The division of ml_backend.compare_encoders, so that the figures stand beside those of docs/encoders.md."""
    texts, labels, test_texts, test_labels = corpora.CORPORA[name](data)
    train = [Example((t,), label, group=group_key(t)) for t, label in zip(texts, labels, strict=True)]
    return Corpus("choice", train, [Example((t,), label) for t, label in zip(test_texts, test_labels, strict=True)])


def wnut17(data: Path) -> Corpus:
    """Trained on the training file, tested on the dev file; the words are joined with one blank."""
    parts = [_conll(data / "wnut17" / name) for name in ("wnut17train.conll", "emerging.dev.conll")]
    return Corpus("spans", *parts)


def klue_ner(data: Path) -> Corpus:
    """There is one file: a fifth of its sentences, by a hash of the text, is the test."""
    rows = _characters(data / "klue_ner_dev" / "klue-ner-v1.1_dev.tsv")
    split = [split_of(group_key(e.inputs[0]), seed="bench", train=0.8, dev=0.0, test=0.2) for e in rows]
    return Corpus("spans", *[[e for e, s in zip(rows, split, strict=True) if s == part] for part in ("train", "test")])


def _conll(path: Path) -> list[Example]:
    sentences: list[list[tuple[str, str]]] = [[]]
    for line in path.read_text("utf-8").split("\n"):
        word, _, tag = line.strip().partition("\t")
        if word:
            sentences[-1].append((word, tag.strip()))
        else:
            sentences.append([])
    return [_example(rows, " ") for rows in sentences if rows]


def _characters(path: Path) -> list[Example]:
    out = []
    for part in path.read_text("utf-8").split("\n\n"):
        rows = [line.rsplit("\t", 1) for line in part.split("\n") if "\t" in line and not line.startswith("##")]
        if rows:
            out.append(_example([(c, t) for c, t in rows], ""))
    return out


def _example(rows: Sequence[tuple[str, str]], joint: str) -> Example:
    text, spans = "", []
    for word, tag in rows:
        text += joint if text else ""
        start = len(text)
        text += word
        if tag.startswith("I-") and spans and spans[-1][2] == tag[2:]:
            spans[-1][1] = len(text)
        elif tag != "O":
            spans.append([start, len(text), tag[2:]])
    return Example((text,), tuple(Span(*s) for s in spans), group=group_key(text))


@dataclass(frozen=True)
class Experiment:
    """`take`: so many training items, drawn with the recipe's seed (None: all)."""

    corpus: Callable[[Path], Corpus]
    recipe: Recipe
    take: int | None = None
    way: str = "fine-tuning"
    options: dict[str, Any] = field(default_factory=dict)


def _of(name: str) -> Callable[[Path], Corpus]:
    return lambda data: classes(name, data)


_ENGLISH = Recipe(base="minilm", epochs=5, batch=32, rate=2e-4, precision="bf16", minutes=600)
_KOREAN = Recipe(base="albert-ko", epochs=2, batch=16, rate=5e-5, precision="bf16", minutes=600)
EXPERIMENTS = {
    "banking77": Experiment(_of("banking77"), _ENGLISH),
    "banking77-1000": Experiment(_of("banking77"), replace(_ENGLISH, batch=16), 1000),
    "banking77-whole-1000": Experiment(_of("banking77"), replace(_ENGLISH, batch=16, freeze=0), 1000),
    "sms_spam": Experiment(_of("sms_spam"), replace(_ENGLISH, epochs=3)),
    "nsmc-4000": Experiment(_of("nsmc"), _KOREAN, 4000),
    "wnut17": Experiment(wnut17, replace(_ENGLISH, epochs=5, batch=16)),
    "wnut17-linear": Experiment(wnut17, Recipe(), way="features"),
    "klue_ner": Experiment(klue_ner, replace(_KOREAN, epochs=4)),
    "klue_ner-800": Experiment(klue_ner, replace(_KOREAN, epochs=3), 800),
    "klue_ner-linear-800": Experiment(klue_ner, Recipe(), 800, way="features"),
    "klue_ner-linear": Experiment(klue_ner, Recipe(), way="features"),
    "klue_ner-linear-200": Experiment(klue_ner, Recipe(), 200, way="features"),
}


def run(name: str, data: Path, threads: int, export: int = 0) -> dict[str, Any]:
    """export: the fine-tuned model is exported in every form too, and compared on so many test items."""
    experiment = EXPERIMENTS[name]
    corpus = experiment.corpus(data)
    train = corpus.train
    if experiment.take:
        order = np.random.default_rng(experiment.recipe.seed).permutation(len(train))[: experiment.take]
        train = [train[i] for i in order]
    began = time.monotonic()
    say, manifest, model = (_tuned if experiment.way == "fine-tuning" else _linear)(train, corpus, experiment, threads)
    taught = time.monotonic() - began
    began = time.monotonic()
    figures = _measured(say(), corpus)
    spoken = len(corpus.test) / (time.monotonic() - began)
    return {
        "experiment": name,
        "when": datetime.now(UTC).strftime("%Y-%m-%d"),
        "train": len(train),
        "test": len(corpus.test),
        "labels": len(corpus.labels),
        **figures,
        "seconds": round(taught),
        "said_per_second": round(spoken, 1),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "recipe": asdict(experiment.recipe) | {"take": experiment.take, "way": experiment.way},
        "python": platform.python_version(),
        "manifest": manifest,
        "export": _exported(model, corpus.test[:export], threads) if export and model else None,
    }


def _exported(model: Any, items: list[Example], threads: int) -> dict[str, Any]:
    from ml_backend.export import export_tuned
    from ml_backend.finetune.model import save

    with tempfile.TemporaryDirectory() as folder:
        save(model, Path(folder) / "version")
        inputs, truth = [e.inputs for e in items], [e.answer for e in items]
        return export_tuned(Path(folder) / "version", Path(folder) / "out", inputs, truth, threads=threads)


def _tuned(train: list[Example], corpus: Corpus, experiment: Experiment, threads: int):
    from ml_backend.finetune.run import fine_tune

    settings = replace(load(), threads=threads)
    made = _followed(fine_tune(train, [], corpus.kind, corpus.labels, experiment.recipe, settings))
    tuned = made.tuned
    if corpus.kind == "spans":
        return lambda: tuned.spans([e.inputs[0] for e in corpus.test]), made.manifest, tuned
    return lambda: [tuned.labels[i] for i in tuned.shares([e.inputs for e in corpus.test]).argmax(axis=1)], made.manifest, tuned


def _linear(train: list[Example], corpus: Corpus, experiment: Experiment, threads: int):
    from ml_backend.spans.tagger import fit_tagger
    from ml_backend.threads import limited

    with limited(threads):
        tagger = _followed(fit_tagger(train, corpus.labels))
    return lambda: tagger.spans([e.inputs[0] for e in corpus.test]), {}, None


def _followed(steps: Any) -> Any:
    began, told = time.monotonic(), 0.0
    while True:
        try:
            event = next(steps)
        except StopIteration as end:
            return end.value
        if event["event"] != "metric" or event["name"] != "loss":
            if event["event"] == "progress" and time.monotonic() - told < 30:
                continue
            told = time.monotonic()
            shown = event.get("message") or {k: v for k, v in event.items() if k != "event"}
            print(f"  {told - began:7.1f} s  {shown}", file=sys.stderr, flush=True)


def _measured(said: Sequence[Any], corpus: Corpus) -> dict[str, Any]:
    rng = np.random.default_rng(0)
    if corpus.kind == "spans":
        from domain.evaluation import evaluate_spans

        found = evaluate_spans([e.answer for e in corpus.test], said, corpus.labels, rng=rng)
        return {name: found[name] for name in ("precision", "recall", "f1")}
    from domain.evaluation import evaluate

    found = evaluate([str(e.answer) for e in corpus.test], said, corpus.labels, rng=rng, resamples=200)
    return {name: found[name] for name in ("accuracy", "macro_f1")}


def _row(r: dict[str, Any]) -> str:
    main = r.get("f1") or r["accuracy"]
    what = "span F1" if "f1" in r else "accuracy"
    interval = f"{main['value']:.3f} ({main['low']:.3f}–{main['high']:.3f})"
    return f"| {r['experiment']} | {r['train']:,} / {r['test']:,} | {what} {interval} | {r['seconds']:,} s | {r['memory_mb']:,} MB |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", nargs="*", choices=list(EXPERIMENTS), default=list(EXPERIMENTS))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--export", type=int, default=0, metavar="ITEMS")
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    print("| experiment | train / test | on the test items | time to train | memory |\n|---|--:|---|--:|--:|", flush=True)
    for name in chosen.only:
        found = run(name, chosen.data, chosen.threads, chosen.export)
        print(_row(found), flush=True)
        if chosen.out:
            with chosen.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(found, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
