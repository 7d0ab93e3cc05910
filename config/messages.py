"""The sentences of the interface: found in Python, templates and TypeScript, kept in locale/…/django.po, compiled for both.

Beside django.mo stands frontend.json: the sentences that occur in TypeScript, which a page in that language carries.
"""

from __future__ import annotations

import io
import json
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel.messages import Catalog

ROOT = Path(__file__).resolve().parent.parent
PLACE = re.compile(r"%\((\w+)\)s")
_OTHERS = {"node_modules", "build", "var", "tests", "migrations"}
_CALL = re.compile(r"(?<![\w$.])(?<!function )(gettext|ngettext|pgettext)\(\s*")
_LITERAL = re.compile(r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\$]|\\.)*`""")
_COMMA = re.compile(r"\s*,\s*")
_WANTED = {"gettext": 1, "ngettext": 2, "pgettext": 2}


def template(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[tuple]:
    """Babel's extractor of Django templates: Django writes them as calls, Babel reads the calls."""
    from babel.messages.extract import extract_python
    from django.utils.translation.template import templatize

    calls = re.sub(r"(?m)^[ \t]+", "", templatize(file.read().decode()))
    yield from extract_python(io.BytesIO(calls.encode()), keywords, comment_tags, options)


def typescript(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[tuple]:
    """Babel's own extractor loses its way in html`…` within html`…`; a call with literal sentences can be seen without reading the rest."""
    from babel.messages.jslexer import unquote_string

    source = file.read().decode()
    for call in _CALL.finditer(source):
        line, at, found = source.count("\n", 0, call.start()) + 1, call.end(), []
        while len(found) < _WANTED[call[1]] and (literal := _LITERAL.match(source, at)):
            found.append(unquote_string(literal[0]))
            comma = _COMMA.match(source, literal.end())
            at = comma.end() if comma else literal.end()
        if len(found) < _WANTED[call[1]]:
            raise ValueError(f"{getattr(file, 'name', 'TypeScript')}, line {line}: {call[1]} wants sentences written out, as literals.")
        yield line, call[1], tuple(found) if len(found) > 1 else found[0], []


def catalogues() -> list[Path]:
    return sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))


def found() -> Catalog:
    """Every sentence of the sources, without translations."""
    from babel.messages import Catalog
    from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
    from babel.messages.frontend import parse_mapping_cfg

    lazy = {"gettext_lazy": None, "gettext_noop": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2)}
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    told = extract_from_dir(
        ROOT, methods, options, keywords={**DEFAULT_KEYWORDS, **lazy}, comment_tags=("Translators:",), directory_filter=_is_ours
    )
    catalog = Catalog()
    for path, line, sentence, comments, context in told:
        catalog.add(sentence, None, [(path, line)], auto_comments=comments, context=context)
    return catalog


def _is_ours(folder: str | os.PathLike[str]) -> bool:
    name = Path(folder).name
    return name not in _OTHERS and not name.startswith((".", "__"))


def read(path: Path) -> Catalog:
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def updated(path: Path, sentences: Catalog) -> bytes:
    """The .po as it should be: what the sources say, with the translations that it has. No guesses from similar sentences."""
    from babel.messages.pofile import write_po

    catalog = read(path)
    catalog.update(sentences, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    written = io.BytesIO()
    write_po(written, catalog, width=120, sort_output=True, include_lineno=False)
    return written.getvalue()


def wrongs(path: Path) -> list[str]:
    """What a translation lacks: sentences without one, guessed ones, places that differ."""
    told = []
    for message in read(path):
        if not message.id:
            continue
        ids = list(message.id) if isinstance(message.id, tuple) else [message.id]
        forms = list(message.string) if isinstance(message.string, tuple | list) else [message.string]
        if message.fuzzy or not all(forms):
            told.append(f"not translated: {ids[0]!r}")
        elif any(set(PLACE.findall(form)) != set(PLACE.findall(ids[-1])) for form in forms):
            told.append(f"other places than in English: {ids[0]!r}")
    return told


def compile_where_needed() -> None:
    """At every start: nothing to do when `make build` did it. Where the files may not be written, pages are in English."""
    for path in catalogues():
        if _is_stale(path):
            try:
                _compile(path)
            except OSError as problem:
                logging.getLogger("malmoi").warning("%s could not be compiled: %s", path, problem)


def _targets(path: Path) -> tuple[Path, Path]:
    return path.with_suffix(".mo"), path.with_name("frontend.json")


def _is_stale(path: Path) -> bool:
    changed = path.stat().st_mtime
    return not all(target.exists() and target.stat().st_mtime >= changed for target in _targets(path))


def _compile(path: Path) -> None:
    from babel.messages.mofile import write_mo

    catalog, binary = read(path), io.BytesIO()
    write_mo(binary, catalog)
    texts = json.dumps(_of_scripts(catalog), ensure_ascii=False, sort_keys=True).encode()
    for target, content in zip(_targets(path), (binary.getvalue(), texts), strict=True):
        fresh = target.with_suffix(f".{os.getpid()}")  # several processes may start at once
        fresh.write_bytes(content)
        fresh.replace(target)


def _of_scripts(catalog: Catalog) -> dict[str, str | list[str]]:
    """In the shape that frontend/src/core/language.ts reads."""
    given: dict[str, str | list[str]] = {}
    for message in catalog:
        one = message.id[0] if isinstance(message.id, tuple) else message.id
        string = list(message.string) if isinstance(message.string, tuple | list) else message.string
        if one and all(string or [""]) and any(str(place).startswith("frontend/") for place, _ in message.locations):
            given[f"{message.context}\x04{one}" if message.context else one] = string
    return given
