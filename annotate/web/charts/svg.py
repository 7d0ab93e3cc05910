"""Drawing for pages and for files: shapes carry classes, the page's style sheet colours them; a file takes its own colours with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape as html_escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

# As the light theme of the pages, in values that every program that opens SVG understands.
_STYLE = """
svg { background: #fff; font: 500 12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans KR", "Noto Sans CJK KR",
  "Malgun Gothic", sans-serif; }
text { fill: #3d454d; }
text.strong { fill: #14191f; font-weight: 650; }
text.faint { fill: #5b636b; font-size: 11px; }
text.title { fill: #14191f; font-size: 14px; font-weight: 650; }
text.on, text.value { fill: #14191f; }
.rule { stroke: #e3e5e8; stroke-width: 1; }
.axis { stroke: #80878f; stroke-width: 1; fill: none; }
.bar { fill: #b9d9e4; }
.range { stroke: #17506b; stroke-width: 2; fill: none; }
.mark { fill: #17506b; }
.expected { stroke: #14191f; stroke-width: 1.5; fill: #fff; }
.target { stroke: #8a5a00; stroke-width: 1.5; stroke-dasharray: 4 3; }
.line { stroke: #17506b; stroke-width: 2; fill: none; stroke-linejoin: round; }
.turn { stroke: #80878f; stroke-width: 1; stroke-dasharray: 2 3; }
.cell { fill: #2b7a99; }
.cell.same { stroke: #14191f; stroke-width: 1.5; }
.blank { fill: #f3f4f5; }
"""


class Drawing:
    """Shapes in user units from the upper left corner. `title` and `about` are what a screen reader says of it."""

    def __init__(self, width: float, height: float, title: str, about: str = "", *, css: str = "") -> None:
        self.width, self.height, self.title, self.about, self.css = width, height, title, about, css
        self.parts: list[str] = []

    def line(self, x1: float, y1: float, x2: float, y2: float, css: str) -> None:
        self.parts.append(f'<line class="{css}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"/>')

    def rect(self, x: float, y: float, width: float, height: float, css: str, *, opacity: float | None = None, says: str = "") -> None:
        shade = "" if opacity is None else f' fill-opacity="{_n(opacity)}"'
        head = f'<rect class="{css}" x="{_n(x)}" y="{_n(y)}" width="{_n(max(0.0, width))}" height="{_n(height)}" rx="2"{shade}'
        self.parts.append(f"{head}><title>{escape(says)}</title></rect>" if says else f"{head}/>")

    def dot(self, x: float, y: float, radius: float, css: str, says: str = "") -> None:
        head = f'<circle class="{css}" cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"'
        self.parts.append(f"{head}><title>{escape(says)}</title></circle>" if says else f"{head}/>")

    def diamond(self, x: float, y: float, radius: float, css: str, says: str = "") -> None:
        path = f"M{_n(x)} {_n(y - radius)}L{_n(x + radius)} {_n(y)}L{_n(x)} {_n(y + radius)}L{_n(x - radius)} {_n(y)}Z"
        self.parts.append(f'<path class="{css}" d="{path}"><title>{escape(says)}</title></path>')

    def path(self, points: Iterable[tuple[float, float]], css: str) -> None:
        told = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self.parts.append(f'<polyline class="{css}" points="{told}"/>')

    def whisker(self, x1: float, x2: float, y: float, *, half: float = 4) -> None:
        """An interval lying down, with its ends."""
        self.line(x1, y, x2, y, "range")
        self.line(x1, y - half, x1, y + half, "range")
        self.line(x2, y - half, x2, y + half, "range")

    def standing(self, x: float, y1: float, y2: float, *, half: float = 4) -> None:
        self.line(x, y1, x, y2, "range")
        self.line(x - half, y1, x + half, y1, "range")
        self.line(x - half, y2, x + half, y2, "range")

    def text(self, x: float, y: float, says: Any, css: str = "", *, anchor: str = "start", most: int = 0, turn: int = 0) -> None:
        """most: characters shown; the whole of it stands in the tooltip."""
        says = str(says)
        short = says if not most or len(says) <= most else says[: most - 1] + "…"
        turned = f' transform="rotate({turn} {_n(x)} {_n(y)})"' if turn else ""
        css = f' class="{css}"' if css else ""
        whole = f"<title>{escape(says)}</title>" if short != says else ""
        self.parts.append(f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}"{css}{turned}>{escape(short)}{whole}</text>')

    def inline(self) -> SafeString:
        """For a page: an image by its role, drawn in the page's colours."""
        about = f"{self.title}. {self.about}".strip()
        size = f'viewBox="0 0 {_n(self.width)} {_n(self.height)}"'
        # Every text above went through `escape`.
        return mark_safe(f'<svg class="chart {self.css}" {size} role="img" aria-label="{escape(about)}">{"".join(self.parts)}</svg>')

    def standalone(self) -> str:
        """For a file: with its title written above, its own colours and fonts."""
        above = 34
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {-above} {_n(self.width)} {_n(self.height + above)}"'
        size = f' width="{_n(self.width)}" height="{_n(self.height + above)}" role="img">'
        told = f"<title>{escape(self.title)}</title><desc>{escape(self.about)}</desc><style>{_STYLE}</style>"
        ground = f'<rect x="0" y="{-above}" width="{_n(self.width)}" height="{_n(self.height + above)}" fill="#fff"/>'
        title = f'<text class="title" x="8" y="-14">{escape(self.title)}</text>'
        return f"{head}{size}{told}{ground}{title}{''.join(self.parts)}</svg>\n"


# What XML has no way to write.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escape(says: str) -> str:
    return html_escape(_UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", says))


def shown(value: float | None) -> str:
    """0.61 with a true minus sign; a dash for none."""
    return "–" if value is None else f"{value:.2f}".replace("-", "\u2212")


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".") or "0"
