"""Who is shown a model's suggestion, and from how sure on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotate.learning.models import SuggestionPolicy
from domain.thresholds import DEAREST, EVERY

from .forms import PageForm

OFF, ALL, SHARE = "off", "all", "share"
MODES = (
    (OFF, _("Nobody sees a suggestion")),
    (ALL, _("Everybody sees every suggestion")),
    (SHARE, _("Chance decides, person by person")),
)


class PolicyForm(PageForm):
    """Costs stand in two fields a label, `wrong_0` and `missing_0` for the first; `wrong` and `missing` hold for all others."""

    mode = forms.ChoiceField(choices=MODES, label=_("Who sees them"))
    share = forms.FloatField(
        required=False,
        min_value=1,
        max_value=99,
        label=_("Of 100 times somebody takes an item, the suggestion is shown"),
        help_text=_("1 to 99; for chance. About half measures soonest what suggestions do to people."),
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    blind_arm = forms.BooleanField(
        required=False,
        label=_("Items drawn at random come without a suggestion"),
        help_text=_("So that they tell how often the model is right, whatever suggestions do to people."),
    )

    def __init__(self, *args: Any, labels: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = [(EVERY, ""), *((label, f"_{n}") for n, label in enumerate(labels))]
        for label, suffix in self.names:
            for name, title in (("wrong", _("Cost of a wrong suggestion")), ("missing", _("Cost of a missing one"))):
                widget = forms.NumberInput(attrs={"step": "any", "aria-label": f"{title}: {label}" if label else str(title)})
                field = forms.FloatField(required=False, min_value=0, max_value=DEAREST, label=title, widget=widget)
                self.fields[f"{name}{suffix}"] = field

    @classmethod
    def of(cls, policy: SuggestionPolicy, labels: list[str], share: float) -> PolicyForm:
        mode = OFF if share <= 0 else ALL if share >= 1 else SHARE
        initial: dict[str, Any] = {"mode": mode, "share": round(100 * share, 6) if mode == SHARE else 50, "blind_arm": policy.blind_arm}
        form = cls(initial=initial, labels=labels)
        for label, suffix in form.names:
            if cost := policy.costs.get(label):
                form.initial |= {f"wrong{suffix}": cost["false_alarm"], f"missing{suffix}": cost["miss"]}
        return form

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("mode") == SHARE and data.get("share") is None and "share" not in self.errors:
            self.add_error("share", _("Say how often."))
        for _label, suffix in self.names:
            pair = [data.get(f"wrong{suffix}"), data.get(f"missing{suffix}")]
            if (pair[0] is None) != (pair[1] is None):
                self.add_error(f"{'wrong' if pair[0] is None else 'missing'}{suffix}", _("Give both costs or neither."))
            elif pair == [0, 0]:
                self.add_error(f"wrong{suffix}", _("One of the two has to cost something."))
        return data

    @property
    def given(self) -> dict[str, Any]:
        """What `services.set_policy` takes."""
        data = self.cleaned_data
        share = {OFF: 0.0, ALL: 1.0}.get(data["mode"])
        pairs = {label: (data[f"wrong{suffix}"], data[f"missing{suffix}"]) for label, suffix in self.names}
        costs = {label: {"false_alarm": wrong, "miss": missing} for label, (wrong, missing) in pairs.items() if wrong is not None}
        return {"costs": costs, "blind_arm": data["blind_arm"], "suggestion_share": data["share"] / 100 if share is None else share}

    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        return [(label, self[f"wrong{suffix}"], self[f"missing{suffix}"]) for label, suffix in self.names]
