"""An example in a guideline: a quotation whose spans are links to labels, the reason on a line after it.

    > [Ada Weir](label:person) joined the [Harbour](label:place) Museum.

    — The museum is the name, not the harbour.

Spans that overlap are written piece by piece, each piece with all labels that hold there, joined by `+`; `~n` goes on with the n-th of the
piece before: `[New ](label:org)[York](label:~1+place)`. What is written is read back to the same text and offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from domain.errors import Invalid

YES, NO, HARD = "yes", "no", "hard"
KINDS = (YES, NO, HARD)
SCHEME = "label:"
_DASH = "—"
# No Markdown carries these; a space keeps every offset where it was.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_CODED = re.compile("(?:%[0-9A-Fa-f]{2})+")
_SPECIAL = frozenset("\\`*_[]<>~")
_STARTS_A_BLOCK = frozenset("#>-+=|:")


@dataclass(frozen=True, order=True)
class Span:
    """Code points of the example's text, end-exclusive."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Example:
    """kind: yes, this is one; no, this is none; hard. `line`: where it begins in a guideline, from 1; 0 where it is in none."""

    text: str
    label: str | None = None
    kind: str = YES
    spans: tuple[Span, ...] = ()
    why: str = ""
    line: int = 0

    def same_as(self, other: Example) -> bool:
        return (self.text, self.label or "", self.kind, self.spans) == (other.text, other.label or "", other.kind, other.spans)


def example(text: str, *, label: str = "", kind: str = YES, spans: Iterable = (), why: str = "") -> Example:
    """Checked, and with a space for each character that Markdown cannot carry. spans: {start, end, label} or `Span`s."""
    if kind not in KINDS:
        raise Invalid(f"kind: an example is of the kind {', '.join(KINDS)}.", code="unknown_kind", fields={"kind": "unknown"})
    text = writable(text)
    if not text.strip():
        raise Invalid("text: an example needs a text.", code="empty_example", fields={"text": "is empty"})
    return Example(
        text, label or None, kind, tuple(sorted({_span(span, text, at) for at, span in enumerate(spans)})), writable(why).strip()
    )


def writable(text: str) -> str:
    return _UNWRITABLE.sub(" ", text)


def _span(given: object, text: str, at: int) -> Span:
    if isinstance(given, Span):
        given = {"start": given.start, "end": given.end, "label": given.label}
    if not isinstance(given, dict):
        raise Invalid(f"spans[{at}]: must be an object with start, end and label.", fields={f"spans[{at}]": "not an object"})
    start, end, label = given.get("start"), given.get("end"), given.get("label")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise Invalid(
            f"spans[{at}]: start and end must be code points of the text, 0 to {len(text)}, start before end.",
            fields={f"spans[{at}]": "out of the text"},
        )
    if type(label) is not str or not label.strip():
        raise Invalid(f"spans[{at}]: needs a label.", fields={f"spans[{at}]": "no label"})
    return Span(start, end, label)


def written(one: Example) -> str:
    """Markdown that begins with the quotation and ends without a line end."""
    made = "> " + "".join(_pieces(one.text, one.spans, "\\\n> "))
    return f"{made}\n\n{_DASH} {''.join(_escaped(one.why, chr(92) + chr(10)))}" if one.why else made


def escaped(text: str) -> str:
    """As the words of a heading."""
    return "".join(_escaped(text, " "))


def _pieces(text: str, spans: Sequence[Span], line_end: str) -> Iterable[str]:
    parts = _escaped(text, line_end)
    cuts = sorted({0, len(text), *(edge for span in spans for edge in (span.start, span.end))})
    for cut in cuts[1:-1]:
        # Before a bracket of ours, an exclamation mark would make a picture of a span.
        parts[cut - 1] = "\\!" if parts[cut - 1] == "!" else parts[cut - 1]
    before: list[Span] = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        here = [span for span in spans if span.start <= start and end <= span.end]
        words = "".join(parts[start:end])
        yield f"[{words}]({SCHEME}{_address(here, before)})" if here else words
        before = here


def _address(here: list[Span], before: list[Span]) -> str:
    return "+".join(f"~{before.index(span) + 1}" if span in before else _coded(span.label) for span in here)


def _coded(label: str) -> str:
    return "".join(c if c.isalnum() or c in "-._" else "".join(f"%{byte:02X}" for byte in c.encode()) for c in label)


def _decoded(part: str) -> str:
    return _CODED.sub(lambda found: bytes.fromhex(found.group().replace("%", "")).decode(errors="replace"), part)


def _escaped(text: str, line_end: str) -> list[str]:
    """One string for each code point."""
    made, line, last = [], "", len(text.rstrip("\n"))
    for at, c in enumerate(text):
        if c == "\n":
            made.append(line_end if at < last else "&#10;")
            line = ""
        else:
            made.append(_one(c, line, text[at + 1 : at + 2]))
            line += c
    return made


def _one(c: str, line: str, after: str) -> str:
    """line: what stands before it on its line."""
    begun = line.strip()
    if c.isspace():
        return c if c == " " and begun and after and not after.isspace() else f"&#{ord(c)};"
    special = (
        c in _SPECIAL
        or (not begun and c in _STARTS_A_BLOCK)
        or (c in ".)" and begun.isdecimal())
        or (c == "#" and not after.strip())
        or (c == "&" and (after == "#" or after.isalnum()))
    )
    return "\\" + c if special else c


def read_example(tokens: Sequence[Token], opens: int, *, label: str | None, kind: str) -> Example | None:
    """The example that the quotation at `opens` is; None for an empty one."""
    depth, at = 0, opens
    text, spans, why = "", [], ""
    while at < len(tokens):
        token = tokens[at]
        depth += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if depth == 0:
            break
        if token.type in ("inline", "fence", "code_block"):
            if token.type == "inline":
                said, found, why = read_inline(token.children or [])
            else:
                said, found = token.content.rstrip("\n"), []
            start = len(text) + 1 if text else 0
            text = f"{text}\n{said}" if text else said
            spans += [Span(span.start + start, span.end + start, span.label) for span in found]
        at += 1
    why = _reason_after(tokens, at + 1) or why
    lines = tokens[opens].map
    line = lines[0] + 1 if lines else 0
    return Example(text, label, kind, tuple(sorted(set(spans))), why, line) if text.strip() else None


def _reason_after(tokens: Sequence[Token], at: int) -> str:
    if at + 1 < len(tokens) and tokens[at].type == "paragraph_open":
        said, _, _ = read_inline(tokens[at + 1].children or [], lazily=False)
        if said.startswith(_DASH):
            return said[len(_DASH) :].strip()
    return ""


def read_inline(children: Sequence[Token], *, lazily: bool = True) -> tuple[str, list[Span], str]:
    """(text, spans, reason). lazily: a line of the quotation that begins with a dash is the reason, as Markdown takes it for one more."""
    text, why, found = "", "", _Pieces()
    for at, child in enumerate(children):
        if child.type in ("text", "code_inline", "image"):
            text += child.content
        elif child.type == "hardbreak":
            text += "\n"
        elif child.type == "softbreak":
            following = children[at + 1].content if at + 1 < len(children) else ""
            if lazily and following.startswith(_DASH):
                why = read_inline(children[at + 1 :], lazily=False)[0][len(_DASH) :].strip()
                break
            text += " "
        elif child.type == "link_open":
            found.opens(label_address(child), len(text))
        elif child.type == "link_close":
            found.closes(len(text))
    return text, [Span(*span) for span in found.spans if span[0] < span[1]], why


class _Pieces:
    """The spans of a quotation, while its links go by. A link stands in no other."""

    def __init__(self) -> None:
        self.spans: list[list] = []
        self._last: list[int] = []
        self._ended = -1
        self._open: tuple[str, int] | None = None

    def opens(self, address: str | None, at: int) -> None:
        self._open = None if address is None else (address, at)

    def closes(self, at: int) -> None:
        if self._open is None:
            return
        address, start = self._open
        before, here = self._last if self._ended == start else [], []
        for part in address.split("+"):
            number = part[1:] if part.startswith("~") else ""
            if number.isdecimal() and len(number) < 6 and 0 < int(number) <= len(before):
                here.append(before[int(number) - 1])
                self.spans[here[-1]][1] = at
            elif part and not part.startswith("~"):
                here.append(len(self.spans))
                self.spans.append([start, at, _decoded(part)])
        self._last, self._ended, self._open = here, at, None


def label_address(link: Token) -> str | None:
    href = str(link.attrs.get("href", ""))
    return href[len(SCHEME) :] if href.startswith(SCHEME) else None


def labels_in(address: str) -> list[str]:
    """The labels that an address names anew."""
    return [_decoded(part) for part in address.split("+") if part and not part.startswith("~")]
