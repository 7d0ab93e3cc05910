"""On what terms labels are taken from a model, and whether old texts compete with new ones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotate.learning.models import AcceptancePolicy
from domain.acceptance import EVERY
from domain.second_opinion import MOST

from .forms import PageForm


def percent(share: float) -> str:
    """As a person would type it: 60, not 60.0."""
    return f"{round(100 * share, 6):.10g}"


class AcceptanceForm(PageForm):
    """Thresholds stand in one field a label, in percent: `least_0` for the first; `least` holds for all others."""

    is_on = forms.BooleanField(required=False, label=_("Take labels from the model on these terms"))
    tolerated = forms.FloatField(
        min_value=0.1,
        max_value=50,
        label=_("Wrong labels that you tolerate, in percent"),
        help_text=_("People’s own slips count, too: what they say of the checked texts is held to be right."),
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    check_share = forms.FloatField(
        min_value=1,
        max_value=90,
        label=_("Of 100 such texts, people check"),
        help_text=_("Drawn by chance, labelled without the suggestion in sight, and served first."),
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    risk = forms.FloatField(
        min_value=0.1,
        max_value=50,
        label=_("Risk of a wrong verdict, in percent"),
        help_text=_(
            "The chance that a model within your tolerance is ever stopped, and that a batch beyond it passes its check, "
            "however often it is looked at."
        ),
        widget=forms.NumberInput(attrs={"step": "any"}),
    )

    def __init__(self, *args: Any, labels: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = [(EVERY, "least"), *((label, f"least_{n}") for n, label in enumerate(labels))]
        title = _("Taken from, in percent")
        for label, name in self.names:
            widget = forms.NumberInput(attrs={"step": "any", "aria-label": f"{title}: {label}" if label else str(title)})
            self.fields[name] = forms.FloatField(required=False, min_value=50, max_value=100, label=title, widget=widget)

    @classmethod
    def of(cls, policy: AcceptancePolicy, labels: list[str]) -> AcceptanceForm:
        shares = {name: percent(getattr(policy, name)) for name in ("tolerated", "check_share", "risk")}
        form = cls(initial={"is_on": policy.state == AcceptancePolicy.ON, **shares}, labels=labels)
        form.initial |= {name: percent(policy.thresholds[label]) for label, name in form.names if label in policy.thresholds}
        return form

    @property
    def given(self) -> dict[str, Any]:
        """What `services.set_acceptance` takes."""
        data = self.cleaned_data
        shares = {name: data[name] / 100 for name in ("tolerated", "check_share", "risk")}
        thresholds = {label: data[name] / 100 for label, name in self.names if data[name] is not None}
        return {"is_on": data["is_on"], "thresholds": thresholds, **shares}

    def rows(self) -> list[tuple[str, forms.BoundField]]:
        return [(label, self[name]) for label, name in self.names]


class SecondForm(PageForm):
    second_share = forms.FloatField(
        min_value=0,
        max_value=100 * MOST,
        label=_("Of 100 texts people are asked about, old ones at most"),
        help_text=_(
            "0 asks about new texts alone. An old one comes only where another word on it tells more than a new text’s would."
        ),
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
