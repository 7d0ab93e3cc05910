"""Which question of a label config a model can learn to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from domain.errors import Invalid, Refused

_TEXTS = ("Text", "HyperText")


@dataclass(frozen=True)
class Control:
    """A single choice about a text: the names that stand in a result, the labels, the field of the data that holds the text."""

    from_name: str
    to_name: str
    labels: tuple[str, ...]
    text_field: str

    @property
    def names(self) -> dict[str, str]:
        return {"from_name": self.from_name, "to_name": self.to_name}

    def text(self, data: Any, where: str) -> str:
        """`Invalid` if the task lacks the text."""
        value = data.get(self.text_field) if hasattr(data, "get") else None
        if not isinstance(value, str):
            why = f"{where} has no text '{self.text_field}', which the label config shows."
            raise Invalid(why, fields={f"{where}.{self.text_field}": None})
        return value

    def label(self, result: Any) -> str | None:
        """The chosen label in an annotation's result; None if it answers this question not or not with exactly one known label."""
        for region in result if isinstance(result, list) else []:
            if isinstance(region, dict) and region.get("from_name") == self.from_name and isinstance(region.get("value"), dict):
                chosen = region["value"].get("choices")
                if isinstance(chosen, list) and len(chosen) == 1 and chosen[0] in self.labels:
                    return chosen[0]
        return None



def control(label_config: str) -> Control:
    """The first single choice about a text. `Invalid` if the XML is broken; `Refused` with code "no_learner" if nothing can be learned."""
    root = _parse(label_config)
    texts = {e.get("name"): e.get("value", "") for e in root.iter() if e.tag in _TEXTS}
    controls = [e for e in root.iter() if e.get("toName")]
    for element in controls:
        found = _single_choice(element, texts)
        if found:
            return found
    there = ", ".join(sorted({e.tag for e in controls})) or "no control tag"
    raise Refused(
        f"No model here learns this label config: it needs a <Choices> with a single choice about a <Text> (found: {there}).",
        code="no_learner",
        fields={"label_config": there},
    )


def _parse(label_config: str) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(label_config)
    except ParseError as error:
        raise Invalid(f"The label config is not well-formed XML: {error}.", fields={"label_config": str(error)}) from None
    except DefusedXmlException:
        raise Invalid("The label config may not declare entities or refer to files.", fields={"label_config": "entity"}) from None


def _single_choice(element: Element, texts: dict[str | None, str]) -> Control | None:
    name, target = element.get("name"), element.get("toName", "")
    if element.tag != "Choices" or not name or not texts.get(target, "").startswith("$"):
        return None
    if element.get("choice", "single") not in ("single", "single-radio") or element.get("perRegion") == "true":
        return None
    options = element.findall("Choice")
    labels = tuple(str(o.get("alias") or o.get("value", "")) for o in options)
    if len(labels) < 2 or "" in labels or any(o.findall("Choice") for o in options):
        return None
    return Control(name, target, labels, texts[target][1:])
