"""The rule by which a challenger is promoted, as people type it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from domain.promotion import ACCURACY, EVERY, MACRO_F1, Rule

from .forms import PageForm
from .verdicts import MEASURES

_SHARE = forms.NumberInput(attrs={"step": "any"})


class RuleForm(PageForm):
    measure = forms.ChoiceField(
        choices=[(name, MEASURES[name]) for name in (MACRO_F1, ACCURACY)],
        label=_("Compare by"),
        help_text=_("Macro F1 counts every label alike, accuracy every item. Of spans and boxes it is the mean F1 of an item either way."),
    )
    alpha = forms.FloatField(
        widget=_SHARE,
        label=_("Chance of replacing a champion by one that is no better"),
        help_text=_("0.05 is 5 in 100, over all contests against one champion together: each further contest asks for more evidence."),
    )
    min_gain = forms.FloatField(widget=_SHARE, label=_("Better by at least"), help_text=_("0 to 1; 0.01 is one point."))
    floors = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        max_length=50_000,
        label=_("No label may fall under an F1 of"),
        help_text=_("One a line, as in “spam: 0.7”; “*: 0.5” is for all others. Labels with fewer than 10 test items are not judged."),
    )
    slice_field = forms.ChoiceField(required=False, label=_("Nothing may get worse within a value of"))
    slice_worse = forms.FloatField(
        widget=_SHARE, label=_("Worse by more than"), help_text=_("Share of right answers that a slice may lose, 0 to 1.")
    )

    def __init__(self, *args: Any, fields: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slice_field"].choices = [("", gettext("– no field –")), *((name, name) for name in fields)]

    @classmethod
    def of(cls, rule: Rule, fields: list[str]) -> RuleForm:
        """A field that the newest texts lack stays to be chosen while it is the rule's."""
        known = fields if not rule.slice_field or rule.slice_field in fields else [*fields, rule.slice_field]
        floors = "\n".join(f"{name}: {floor:g}" for name, floor in rule.floors.items())
        return cls(initial={**asdict(rule), "floors": floors}, fields=known)

    def clean_floors(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["floors"].splitlines())):
            name, _colon, told = line.rpartition(":")
            try:
                found[name.strip() or EVERY] = float(told.replace(",", "."))
            except ValueError:
                raise forms.ValidationError(gettext("“%(line)s” is not a label, a colon and a number.") % {"line": line}) from None
        return found
