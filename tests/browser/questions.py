"""What the tests of questions share: a result as it is stored, with and without its ids, and a screen that is touched."""

from __future__ import annotations

import warnings
from typing import Any

from playwright.sync_api import Page, expect

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TEXT = '<Text name="text" value="$text"/>'
NER = '<Labels name="ner" toName="text"><Label value="PER"/><Label value="LOC"/></Labels>'


def view(inside: str) -> str:
    return f"<View>{TEXT}{inside}</View>"


def entry(name: str, kind: str, value: dict[str, Any], to: str = "text", **more: Any) -> dict[str, Any]:
    return {"id": name, "from_name": name, "to_name": to, "type": kind, "origin": "manual", "value": value, **more}


def stored(project, n: int = 0) -> list[dict[str, Any]]:
    """The result as it is stored; ids of answers about the whole task are the page's own."""
    result = project.results()[n]
    assert all(isinstance(r["id"], str) and r["id"] for r in result)
    return result


def sent(page: Page, done: int = 1) -> None:
    expect(page.locator("p.done")).to_contain_text(f"{done} done")
    expect(page.locator("an-post .badge")).to_contain_text("Saved")


def fits_the_sdk(config: str, result: list[dict[str, Any]]) -> bool:
    with warnings.catch_warnings():  # its imports warn of their own affairs
        warnings.simplefilter("ignore")
        from label_studio_sdk.label_interface import LabelInterface

        return bool(LabelInterface(config).validate_annotation({"result": result}))


def heights(page: Page, at: str) -> float:
    return min(
        page.locator(at).evaluate_all("all => all.map(e => Math.min(e.getBoundingClientRect().height, e.getBoundingClientRect().width))")
    )


def into(page: Page) -> None:
    """By Tab to the first thing in the task, once keys start there."""
    expect(page.locator(".task")).to_be_focused()
    page.keyboard.press("Tab")


def said(page: Page) -> list[dict[str, Any]]:
    """What the page would send now."""
    return page.evaluate("document.querySelector('an-annotator').desk.current.result")


def until(page: Page, expression: str) -> None:
    """Asks the page again and again. `page.wait_for_function` may not: only its first look is free of the page's ban on eval."""
    for _ in range(400):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"still not so after 20 s: {expression}")


def region(id: str, start: int, end: int, text: str, label: str = "PER") -> dict[str, Any]:
    return {
        "id": id,
        "from_name": "ner",
        "to_name": "text",
        "type": "labels",
        "origin": "manual",
        "value": {"start": start, "end": end, "text": text, "labels": [label]},
    }
