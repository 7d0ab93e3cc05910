"""What a lead says of a rule that gives labels for free, and of where to look for texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotate.learning.models import WeakRule
from annotate.learning.selectors import find
from domain.errors import Problem
from domain.weak.metadata import COMPARISONS

from .forms import PageForm

KINDS = {
    WeakRule.KEYWORDS: pgettext_lazy("kind of rule", "Words"),
    WeakRule.PATTERN: pgettext_lazy("kind of rule", "Pattern"),
    WeakRule.METADATA: pgettext_lazy("kind of rule", "Metadata"),
    WeakRule.PROMPT: pgettext_lazy("kind of rule", "Question to a language model"),
}
_OF_KIND = {
    WeakRule.KEYWORDS: ("words", "at_least", "particles", "ignore_case"),
    WeakRule.PATTERN: ("pattern", "ignore_case"),
    WeakRule.METADATA: ("field", "compare", "value", "mapping"),
    WeakRule.PROMPT: ("question",),
}


class WeakRuleForm(PageForm):
    """One kind of rule at a time: only its own fields are there."""

    name = forms.CharField(label=_("Name"), max_length=200)
    label = forms.ChoiceField(label=_("Label it gives"), required=False)
    words = forms.CharField(
        label=_("Words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=60_000,
        help_text=_("One a line, or parted by commas. Each must stand as a whole word; several words are a phrase."),
    )
    at_least = forms.IntegerField(
        label=_("So many different ones must be found"), min_value=1, initial=1, widget=forms.NumberInput(attrs={"min": 1})
    )
    particles = forms.BooleanField(
        label=_("A Korean word may be followed by particles (영화 is also found in 영화가)"), required=False, initial=True
    )
    pattern = forms.CharField(
        label=_("Pattern"),
        max_length=1000,
        strip=False,
        widget=forms.TextInput(attrs={"class": "code", "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}),
        help_text=_("A regular expression, as in Python. It gives its label wherever it is found in the text."),
    )
    ignore_case = forms.BooleanField(label=_("Capital and small letters are the same"), required=False, initial=True)
    field = forms.CharField(label=_("Field"), max_length=200, help_text=_("Of the metadata, or of the data that were imported."))
    compare = forms.ChoiceField(label=_("Is"), required=False, choices=[("", "–"), *((sign, sign) for sign in COMPARISONS)])
    value = forms.CharField(label=_("Value"), max_length=200, required=False)
    mapping = forms.CharField(
        label=_("Or a label for each value"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "1 = negative"}),
        help_text=_("One a line: value = label. Then the label above stays empty."),
    )
    question = forms.CharField(
        label=_("What the model is asked"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The labels are added, and that it may say none. Each text goes to the language model that the operator has set up."),
    )

    def __init__(self, *args: Any, kind: str, labels: Sequence[str], fields: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        mine = _OF_KIND[kind]
        for name in [name for names in _OF_KIND.values() for name in names]:
            if name not in mine:
                self.fields.pop(name, None)
        if kind == WeakRule.PROMPT:
            del self.fields["label"]
        else:
            self.fields["label"].choices = [("", "–"), *((label, label) for label in labels)]
        if fields and "field" in self.fields:
            told = _("Of the metadata, or of the data that were imported. There are: %(fields)s.")
            self.fields["field"].help_text = told % {"fields": ", ".join(fields[:20])}

    @property
    def own(self) -> list[Any]:
        return [self[name] for name in _OF_KIND[self.kind]]

    def asked(self) -> dict[str, Any]:
        """As `learning.write_rule` takes it, even of a form that is not whole yet: what is wrong the service says."""
        given = self.cleaned_data
        settings = {name: given.get(name) for name in _OF_KIND[self.kind]}
        if self.kind == WeakRule.METADATA:
            settings["mapping"] = self._mapping(given.get("mapping") or "")
        return {"kind": self.kind, "settings": settings, "label": given.get("label") or ""}

    def _mapping(self, text: str) -> dict[str, str]:
        pairs = (line.rpartition("=") for line in text.splitlines() if line.strip())
        return {value.strip(): label.strip() for value, _sign, label in pairs}

    def object_to(self, problem: Problem) -> None:
        super().object_to(problem)


def initial_of(rule: WeakRule) -> dict[str, Any]:
    kept = dict(rule.settings)
    if rule.kind == WeakRule.KEYWORDS:
        kept["words"] = "\n".join(kept["words"])
    if "mapping" in kept:
        kept["mapping"] = "\n".join(f"{value.removesuffix('.0')} = {label}" for value, label in kept["mapping"].items())
    return {**kept, "name": rule.name, "label": rule.label}


WHERES = [
    (find.UNLABELLED, _("what has no label")),
    (find.ROUND, _("what waits in the open round")),
    (find.ALL, _("everything")),
]


class FindForm(PageForm):
    q = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=find.LONGEST,
        widget=forms.TextInput(attrs={"type": "search"}),
        help_text=_("In your own words, in any language that the encoder knows: meaning counts, not the same words."),
    )
    where = forms.ChoiceField(label=_("Among"), required=False)
    k = forms.TypedChoiceField(
        label=_("At most"), required=False, coerce=int, empty_value=20, choices=[(n, n) for n in (20, 50, 100, 200)]
    )

    def __init__(self, *args: Any, labels: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [(f"{find.LABEL}:{label}", _("decided as %(label)s") % {"label": label}) for label in labels]
        self.fields["where"].choices = [*WHERES, *told]
