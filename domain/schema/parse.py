"""XML from a stranger → a tree with line numbers. Nothing outside the text is ever read."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any
from xml.sax import SAXParseException, handler, xmlreader

from defusedxml import DTDForbidden, EntitiesForbidden, ExternalReferenceForbidden
from defusedxml.sax import make_parser

from domain.errors import Invalid

MAX_BYTES = 200_000
MAX_DEPTH = 100


@dataclass
class Element:
    tag: str
    attrs: dict[str, str]
    line: int
    parent: Element | None = None
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def walk(self):
        """This element and all below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()

    def __str__(self) -> str:
        name = self.attrs.get("name")
        return f'<{self.tag} name="{name}">' if name else f"<{self.tag}>"


class Unfit(Invalid):
    """A label config that cannot work: why, and in which line where one is known."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        where = f"line {line}: " if line else ""
        told = f"Label config, {where}{reason}" if line else f"Label config: {reason}"
        super().__init__(told, fields={"label_config": where + reason})
        self.reason, self.line = reason, line


def refuse(reason: str, line: int | None = None) -> Unfit:
    return Unfit(reason, line)


def parse(xml: Any) -> Element:
    """The root element. `Invalid` for what is not XML, too large, too deep, or declares a DTD or entities."""
    if not isinstance(xml, str):
        raise refuse("it must be a text.")
    if not xml.strip():
        raise refuse("it is empty.")
    try:
        body = xml.strip().removeprefix("\ufeff").encode()
    except UnicodeEncodeError:
        raise refuse("it holds half a surrogate pair, which is no character.") from None
    if len(body) > MAX_BYTES:
        raise refuse(f"it is {len(body):,} bytes long; {MAX_BYTES:,} are allowed.")
    skipped = xml[: len(xml) - len(xml.lstrip())].count("\n")
    return _read(body, skipped)


def _read(body: bytes, lines_before: int) -> Element:
    builder = _Builder(lines_before)
    reader = make_parser()
    reader.forbid_dtd = True
    reader.setContentHandler(builder)
    reader.setErrorHandler(handler.ErrorHandler())
    source = xmlreader.InputSource()
    # The text is decoded already: what its XML declaration says of an encoding no longer holds.
    source.setEncoding("utf-8")
    source.setByteStream(io.BytesIO(body))
    try:
        reader.parse(source)
    except (DTDForbidden, EntitiesForbidden, ExternalReferenceForbidden):
        line = builder.line()
        raise refuse("a document type or entity declaration is not allowed (it could read files or grow without end).", line) from None
    except SAXParseException as error:
        line = (error.getLineNumber() or 1) + lines_before
        raise refuse(f"not well-formed XML: {error.getMessage()} (column {(error.getColumnNumber() or 0) + 1}).", line) from None
    if builder.root is None:
        raise refuse("it holds no element.")
    return builder.root


class _Builder(handler.ContentHandler):
    def __init__(self, lines_before: int) -> None:
        super().__init__()
        self.root: Element | None = None
        self._open: list[Element] = []
        self._lines_before = lines_before
        self._locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:
        self._locator = locator

    def line(self) -> int:
        return (self._locator.getLineNumber() or 1) + self._lines_before

    def startElement(self, name: str, attrs: Any) -> None:
        element = Element(name, dict(attrs), self.line(), self._open[-1] if self._open else None)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        if len(self._open) > MAX_DEPTH:
            raise refuse(f"tags are nested more than {MAX_DEPTH} deep.", element.line)

    def endElement(self, name: str) -> None:
        self._open.pop()

    def characters(self, content: str) -> None:
        self._open[-1].text += content
