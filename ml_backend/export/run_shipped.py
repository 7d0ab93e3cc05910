"""Run as a program in a process of its own: an export's example.py over many items, timed.

python run_shipped.py FOLDER ORDER RESULT; the order is {"items": [[text, …], …], "batch", "singles": [places]}, the result {"answers",
"seconds", "single": [seconds, …]}, both JSON. It imports nothing of this house: what is measured is what others will run.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main(folder: str, order: str, result: str) -> None:
    sys.path[0] = folder  # in place of this file's own folder
    import example

    asked = json.loads(Path(order).read_text(encoding="utf-8"))
    items = [tuple(one) for one in asked["items"]]
    example.predict(items[:1])
    answers: list = []
    began = time.perf_counter()
    for start in range(0, len(items), asked["batch"]):
        answers += example.predict(items[start : start + asked["batch"]])
    seconds, single = time.perf_counter() - began, []
    for n in asked["singles"]:
        began = time.perf_counter()
        example.predict([items[n]])
        single.append(time.perf_counter() - began)
    told = {"answers": answers, "seconds": seconds, "single": single}
    Path(result).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
