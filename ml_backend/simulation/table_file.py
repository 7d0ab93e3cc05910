"""A labelled CSV or TSV file, or a folder of pictures with a subfolder for each label."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from domain.errors import Invalid

_PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff"}
Votes = list[str | list[str]]


def pictures(folder: Path) -> tuple[list[bytes], Votes]:
    """The pictures of FOLDER/LABEL/, in the order of their names."""
    found = [(p, p.parent.name) for p in sorted(folder.glob("*/*")) if p.suffix.lower() in _PICTURES]
    if not found:
        raise Invalid(f"{folder} has no subfolders with pictures. It needs one for each label, named by it.")
    return [p.read_bytes() for p, _ in found], [label for _, label in found]


def table(path: Path, text: str, labels: Sequence[str], group: str, header: bool) -> tuple[list[str], Votes, list[str] | None]:
    """Texts, their labels (with several columns the list of what the raters said), groups. Which of CSV and TSV it is the first line tells.
    `Invalid` names the line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = _rows(file)
            first = next(rows, None)
            if first is None:
                raise Invalid(f"{path} is empty.")
            names = first[1] if header else [str(i) for i in range(1, len(first[1]) + 1)]
            columns = [_column(path, names, name) for name in (text, *labels, *([group] if group else []))]
            body = list(rows) if header else [first, *rows]
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise Invalid(f"{path} is not UTF-8 (byte {error.start}).") from None
    except csv.Error as error:
        raise Invalid(f"{path} is not CSV: {error}.") from None
    for line, row in body:
        if len(row) != len(names):
            raise Invalid(f"{path}, line {line}: {len(row)} fields, but {len(names)} columns.")
    texts = [row[columns[0]] for _, row in body]
    votes: Votes = [[row[c].strip() for c in columns[1 : 1 + len(labels)] if row[c].strip()] for _, row in body]
    if len(labels) == 1:
        votes = [v[0] if v else v for v in votes]
    return texts, votes, [row[columns[-1]] for _, row in body] if group else None


def one_each(votes: Votes, path: Path) -> list[str]:
    """The labels of a test file: `Invalid` names the row that has more than one, or none."""
    out = []
    for row, vote in enumerate(votes, 1):
        labels = {vote} if isinstance(vote, str) else set(vote)
        if len(labels) != 1:
            raise Invalid(f"{path}, row {row}: a test file needs one label per text, this row has {len(labels)}.")
        out.append(labels.pop())
    return out


def _rows(file) -> Iterator[tuple[int, list[str]]]:
    """(line number, fields). A tab in the first line makes it a TSV, in which a quotation mark is a mark like any other."""
    head = file.readline()
    file.seek(0)
    tabs = "\t" in head
    reader = csv.reader(file, delimiter="\t" if tabs else ",", quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL)
    for row in reader:
        if row:
            yield reader.line_num, row


def _column(path: Path, names: list[str], name: str) -> int:
    try:
        return names.index(name.strip())
    except ValueError:
        raise Invalid(f"{path} has no column '{name.strip()}'. It has: {', '.join(names[:20])}.") from None
