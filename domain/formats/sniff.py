"""Which format is it? By what was said, the name, the content type, and at last the first bytes."""

from __future__ import annotations

import csv

import orjson

from domain.errors import Invalid

# name → (title, extensions, content types). The first content type is the one written.
KNOWN: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "jsonl": (
        "JSON Lines",
        ("jsonl", "ndjson", "jsonlines"),
        ("application/x-ndjson", "application/jsonl", "application/x-jsonlines", "application/jsonlines", "application/ndjson"),
    ),
    "json": ("JSON, also Label Studio's", ("json",), ("application/json", "text/json")),
    "csv": ("CSV", ("csv",), ("text/csv", "application/csv")),
    "tsv": ("TSV", ("tsv", "tab"), ("text/tab-separated-values", "text/tsv")),
    "txt": ("Plain text, a line an item", ("txt", "text"), ("text/plain",)),
}
ALIASES = {"label_studio": "json", "label-studio": "json", "ndjson": "jsonl", "text": "txt", "plain": "txt"}
_BY_EXTENSION = {e: name for name, (_, extensions, _) in KNOWN.items() for e in extensions}
_BY_TYPE = {t: name for name, (_, _, types) in KNOWN.items() for t in types}
_NOT_READ = {"xlsx": "an Excel workbook", "xls": "an Excel workbook", "parquet": "Parquet", "pdf": "a PDF", "docx": "a Word document"}


def named(format: str) -> str:
    """The name in the registry. Raises `Invalid` for one that is not there."""
    name = ALIASES.get(format.lower(), format.lower())
    if name not in KNOWN:
        reason = f"There is no format '{format}' to read. Known: {', '.join(KNOWN)}."
        raise Invalid(reason, code="unknown_format", fields={"format": format})
    return name


def refuse_by_name(filename: str) -> None:
    """Raises `Invalid` for kinds of file that people try and that are not read."""
    kind = _NOT_READ.get(_extension(filename))
    if kind:
        raise Invalid(f"'{filename}' is {kind}, which is not read; save it as CSV.", code="unknown_format")


def _extension(filename: str) -> str:
    return filename.rsplit(".", 1)[-1].lower() if "." in filename else ""


def sniff(head: bytes, filename: str = "", content_type: str = "") -> str:
    """The name of a format; plain text where nothing tells more. Raises `Invalid` for what is no text at all."""
    refuse_by_name(filename)
    kind = content_type.split(";", 1)[0].strip().lower()
    name = _BY_EXTENSION.get(_extension(filename)) or _BY_TYPE.get(kind)
    if name in ("json", "jsonl"):
        return _which_json(head)
    return name or _by_content(head)


def _which_json(head: bytes) -> str:
    """An array or one object is json; an object on the first line and more below it jsonl, whatever the name says."""
    text = head.lstrip()
    if not text.startswith(b"{"):
        return "json" if text.startswith(b"[") else "jsonl"
    line, _, rest = text.partition(b"\n")
    if not rest.strip():
        return "jsonl"
    try:
        orjson.loads(line)
    except ValueError:
        # Broken in the first line, or an object over several lines? The next line tells.
        return "jsonl" if rest.lstrip().startswith(b"{") else "json"
    return "jsonl"


def _by_content(head: bytes) -> str:
    if b"\x00" in head[:1024]:
        raise Invalid("This is a binary file, not text.", code="unknown_format")
    text = head.lstrip()
    if text.startswith((b"{", b"[{")) or (text.startswith(b"[") and text[1:].lstrip().startswith((b"{", b"]"))):
        return _which_json(head)
    lines = head.decode("utf-8", "replace").splitlines()
    if len(head) >= 2**16:
        # The last line of the head may be cut off.
        lines.pop()
    lines = lines[:20]
    for name, delimiter in (("tsv", "\t"), ("csv", ","), ("csv", ";")):
        if _is_table(lines, delimiter):
            return name
    return "txt"


def _is_table(lines: list[str], delimiter: str) -> bool:
    """A header of short, different names, and as many fields in each row below."""
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter, strict=True) if row]
    except csv.Error:
        return False
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    header = rows[0]
    named = all(0 < len(n) <= 40 and n == n.strip() for n in header) and len(set(header)) == len(header)
    return named and all(len(row) == len(header) for row in rows)
