"""The learning curves of docs/simulations.md: python -m bench.curves --data DIR --out OUT [--only NAME]

DIR holds the corpora as they are published. Runs `manage.py simulate` once for each corpus of `PLAN` that has no result in OUT yet,
puts the pictures into docs/curves and prints the tables in Markdown. The settings were written down before the first run: budgets beyond
the labels that random order was expected to need, batches that grow so that thousands of labels stay affordable, nothing chosen by its
curve. small-text and modAL play too where they are installed (bench/peers.py says how).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from ml_backend.simulation import MEASURES, Simulation
from ml_backend.simulation.figure import draw

_TWO = "small_text.breaking_ties,modal.margin"
_MORE = "small_text.breaking_ties,small_text.contrastive,small_text.lightweight_coreset,modal.margin,modal.ranked_batch"
_SURE = "small_text.breaking_ties,small_text.entropy,modal.margin,modal.entropy"
PLAN = {
    "nsmc": f"nsmc --strategy margin,random,small_text.lightweight_coreset,{_TWO} --start 100 --step 100 --growth 0.35 --budget 6000",
    "banking77": f"banking77 --encoder use --strategy margin,random,{_TWO} --start 200 --step 100 --growth 0.35 --budget 3300",
    "sms_spam": f"sms_spam --strategy margin,inverse_frequency,random,{_MORE} --start 20 --step 20 --growth 0.15 --budget 400",
    "tweets": f"hutto2014/tweets --strategy margin,random,{_SURE} --start 50 --step 25 --growth 0.3 --budget 2000",
    "fashion_mnist_sprite": f"fashion_mnist_sprite --strategy margin,badge,random,{_MORE} --start 20 --step 20 --growth 0.15 --budget 600",
}
_TITLES = {"macro_f1": "macro F1", "accuracy": "accuracy"}


def command(name: str, data: str) -> list[str]:
    common = ["--data", data, "--seeds", "5", "--full", "--guests", "bench.peers"]
    return ["manage.py", "simulate", *PLAN[name].split(), *common]


def _found(record: dict[str, Any]) -> Simulation:
    full = list(zip(*(record["full"][m] for m in MEASURES), strict=True))
    points = {name: [[(p[0], p[1], p[2]) for p in run] for run in runs] for name, runs in record["points"].items()}
    return Simulation(record["setting"], points, full, record["notes"])


def section(name: str, record: dict[str, Any]) -> str:
    """A heading, the command, what was played, the picture, one table."""
    setting, full = record["setting"], record["full"]
    about = (
        f"{setting['pool']:,} {setting['kind']}s to ask about, {setting['test']:,} test items ({_split(setting)}), "
        f"{len(setting['classes'])} classes; encoder {setting['encoder']}. With every label: "
        + ", ".join(f"{title} {_score(full[m])}" for m, title in _TITLES.items())
        + "."
    )
    lines = [f"## {name}", f"```sh\n{' '.join(command(name, 'DATA'))}\n```", about, f"![learning curves on {name}](curves/{name}-95.svg)"]
    return "\n\n".join([*lines, *record["notes"], _table(record)])


def _split(setting: dict[str, Any]) -> str:
    return "the published test file" if setting["split"] == "given" else "another draw for each seed; sizes of the first"


def _score(scores: list[float]) -> str:
    middle = sum(scores) / len(scores)
    return f"{middle:.3f}" if len(set(scores)) == 1 else f"{middle:.3f} ({min(scores):.3f} to {max(scores):.3f})"


def _table(record: dict[str, Any]) -> str:
    rows = ["| strategy | figure | at the end | labels to 95 % | seeds | of random's labels |", "|---|---|--:|--:|---|---|"]
    for measure, title in _TITLES.items():
        for name, found in record["reached"][measure].items():
            last = record["means"][measure][name][-1]
            end = f"{last['mean']:.3f} ± {last['sd']:.3f}"
            cells = (f"{name}{_twin(name, record)}", title, end, _number(found["median"]), _seeds(found), _ratio(found))
            rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _twin(name: str, record: dict[str, Any]) -> str:
    """Another strategy that went the very same way in every seed."""
    names = list(record["points"])
    same = [other for other in names[: names.index(name)] if record["points"][other] == record["points"][name]]
    return f" (as {same[0]})" if same else ""


def _number(value: float | None) -> str:
    return "not reached" if value is None else f"{value:,.0f}"


def _seeds(found: dict[str, Any]) -> str:
    return ", ".join("–" if s is None else f"{s:,.0f}" for s in found["per_seed"])


def _ratio(found: dict[str, Any]) -> str:
    if "ratio" not in found:
        return ""
    ratios = [r for r in found["ratios"] if r is not None]
    if not ratios:
        return "–"
    middle = "–" if found["ratio"] is None else f"**{found['ratio']:.2f}**"
    bound = f"; at most, in {found['bounded']}" if found["bounded"] else ""
    return f"{middle} ({min(ratios):.2f} to {max(ratios):.2f}{bound})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", choices=PLAN, help="one of the corpora")
    given = parser.parse_args()
    for name in [given.only] if given.only else PLAN:
        folder = given.out / name
        if not (folder / "simulation.json").exists():
            subprocess.run([sys.executable, *command(name, given.data), "--out", str(folder)], check=True, stdout=subprocess.DEVNULL)
        record = json.loads((folder / "simulation.json").read_text(encoding="utf-8"))
        draw(_found(record), Path(__file__).parents[1] / "docs" / "curves" / f"{name}-95.svg", title=record["source"])
        print(section(name, record), end="\n\n")


if __name__ == "__main__":
    main()
