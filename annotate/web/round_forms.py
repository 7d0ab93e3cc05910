"""What a lead says of a round to open, and of gold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotate.items.models import Gold
from annotate.queue.models import Round
from domain.agreement import STATISTICS

from .charts import names
from .forms import ORDERS, PageForm

KINDS = [
    (Round.PRODUCTION, pgettext_lazy("round", "Production: the corpus itself")),
    (Round.PILOT, pgettext_lazy("round", "Pilot: a first look at how people understand the guideline")),
    (Round.TRAINING, pgettext_lazy("round", "Practice: gold, with the right answer shown after each")),
]
KIND_NAMES = {
    Round.PRODUCTION: pgettext_lazy("kind of round", "production"),
    Round.PILOT: pgettext_lazy("kind of round", "pilot"),
    Round.TRAINING: pgettext_lazy("kind of round", "practice"),
    Round.REANNOTATION: pgettext_lazy("kind of round", "again"),
}
USES = [(Gold.PRACTICE, _("Practice: told after the answer")), (Gold.HIDDEN, _("Hidden among the tasks of production: never told"))]


class RoundForm(PageForm):
    """Where nothing but the number of annotators is said, everything untouched goes into a round in production for anyone."""

    kind = forms.ChoiceField(choices=KINDS, required=False, label=_("Kind"))
    title = forms.CharField(label=_("Title"), max_length=200, required=False, help_text=_("Empty: “Round” and its number."))
    annotators_per_task = forms.IntegerField(min_value=1, max_value=20, label=_("Annotators for each text"))
    order = forms.ChoiceField(choices=ORDERS, label=_("Order of the queue"))
    how = forms.ChoiceField(
        required=False,
        label=_("Which texts"),
        choices=[
            ("all", _("All that no round has yet")),
            ("random", _("So many of them at random")),
            ("stratified", _("So many, in proportion to a field or a predicted label")),
        ],
    )
    size = forms.IntegerField(min_value=1, max_value=10_000_000, required=False, label=_("How many"))
    by = forms.ChoiceField(required=False, label=_("In proportion to"))
    seed = forms.IntegerField(
        min_value=0, required=False, label=_("Seed"), help_text=_("The same seed draws the same texts. Empty: the round’s number.")
    )
    statistic = forms.ChoiceField(required=False, label=_("Statistic"))
    target_value = forms.FloatField(
        min_value=-1,
        max_value=1,
        required=False,
        label=_("Target"),
        help_text=_("Empty: none. Comparable corpora reached .5 to .8, by question."),
    )
    target_on = forms.ChoiceField(
        required=False, label=_("It is met by"), choices=[("value", _("the value itself")), ("low", _("the lower end of its interval"))]
    )
    assignment = forms.ChoiceField(
        required=False,
        label=_("Who"),
        choices=[
            (Round.ANYONE, _("Anyone who annotates here")),
            (Round.NAMED, _("These people; whoever comes first")),
            (Round.PLANNED, _("These people; every seat is planned, pairs change")),
        ],
    )
    people = forms.MultipleChoiceField(required=False, label=_("People"), widget=forms.CheckboxSelectMultiple)
    at_most = forms.IntegerField(min_value=1, required=False, label=_("At most so many texts each"))
    items = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
    native_language = forms.CharField(
        max_length=35,
        required=False,
        label=_("A native speaker of"),
        help_text=_("Planned only: sits at every text. A language tag: ko, en, pt-BR."),
    )

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], fields: Iterable[str], is_predicted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = people
        self.fields["by"].choices = [
            ("", "–"),
            *([("predicted", _("the label that the model predicts"))] if is_predicted else []),
            *((name, name) for name in fields),
        ]
        self.fields["statistic"].choices = [(name, names.statistic(name)) for name in STATISTICS]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("how") in ("random", "stratified") and not given.get("size") and "size" not in self.errors:
            self.add_error("size", _("Say how many texts to draw."))
        if given.get("how") == "stratified" and not given.get("by") and "by" not in self.errors:
            nothing = len(self.fields["by"].choices) < 2
            self.add_error("by", _("The texts have no field to go by. Draw at random.") if nothing else _("Choose what to go by."))
        return given

    def asked(self) -> dict[str, Any]:
        """As `queue.open_round` takes it."""
        given = self.cleaned_data
        assignment = given["assignment"] or Round.ANYONE
        people = {int(person): given["at_most"] for person in given["people"]} if assignment != Round.ANYONE else {}
        return {
            "kind": given["kind"] or Round.PRODUCTION,
            "title": given["title"].strip(),
            "seats": given["annotators_per_task"],
            "order": given["order"],
            "with_untouched": True,
            "sample": self._sample(),
            "items": self.chosen or None,
            "target": self._target(),
            "assignment": assignment,
            "people": people,
            "native_language": given["native_language"].strip(),
            "seed": given["seed"],
        }

    @property
    def chosen(self) -> list[int]:
        """Ids of texts that somebody picked elsewhere; nothing else is drawn then."""
        given = str(self["items"].value() or "").split(",")
        return [int(one) for one in given if one.isdecimal() and one.isascii() and len(one) <= 18]

    def _sample(self) -> dict[str, Any] | None:
        given = self.cleaned_data
        if given["how"] in ("", "all") or self.chosen:
            return None
        sample = {"how": given["how"], "size": given["size"], "by": given["by"] or None}
        return sample if given["seed"] is None else {**sample, "seed": given["seed"]}

    def _target(self) -> dict[str, Any] | None:
        given = self.cleaned_data
        if given["target_value"] is None:
            return None
        return {"statistic": given["statistic"], "value": given["target_value"], "on": given["target_on"] or "value"}


class HowManyForm(PageForm):
    half_width = forms.FloatField(
        min_value=0.005, max_value=0.5, label=_("Interval wanted: ±"), widget=forms.NumberInput(attrs={"step": "0.005"})
    )


class GoldForm(PageForm):
    """The right answer to one item: chosen where the label config is one choice, else Label Studio's JSON."""

    label = forms.ChoiceField(required=False, label=_("Right answer"))
    result = forms.JSONField(
        required=False,
        label=_("Right answer, as Label Studio’s JSON"),
        widget=forms.Textarea(attrs={"class": "code", "rows": 6, "spellcheck": "false"}),
    )
    use = forms.ChoiceField(choices=USES, label=_("Use"), widget=forms.RadioSelect)
    why = forms.CharField(
        required=False,
        max_length=5000,
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Shown after an answer in practice."),
    )
    section = forms.ChoiceField(required=False, label=_("Section of the guideline"))

    def __init__(self, *args: Any, labels: Sequence[str], sections: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label"].choices = [("", "–"), *((label, label) for label in labels)]
        self.fields["section"].choices = [("", "–"), *((title, title) for title in sections)]
        del self.fields["label" if not labels else "result"]
