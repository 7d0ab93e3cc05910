"""INTERIM."""
import csv, io, json
from dataclasses import dataclass
from typing import Any
@dataclass
class Row:
    number: int
    data: dict
    meta: dict | None = None
    annotations: Any = None
    predictions: Any = None
@dataclass
class Rejected:
    number: int
    reason: str
    fields: Any = None
def read(stream, *, format=None, filename=None, content_type=None):
    raw = stream.read().decode()
    ct = content_type or ""
    if (filename or "").endswith((".csv", ".tsv")) or "csv" in ct or "tab" in ct:
        for i, r in enumerate(csv.DictReader(io.StringIO(raw), delimiter="\t" if "tab" in ct else ","), 2):
            yield Row(i, dict(r))
    elif "plain" in ct:
        for i, l in enumerate(raw.splitlines(), 1):
            yield Row(i, {"text": l})
    elif raw.lstrip().startswith("["):
        for i, d in enumerate(json.loads(raw), 1):
            yield Row(i, d)
    else:
        for i, l in enumerate(raw.splitlines(), 1):
            yield Row(i, json.loads(l))
