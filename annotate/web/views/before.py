"""Before you begin: read the guideline, answer its quiz, tell a few words about yourself. One step after the other."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.accounts.services import return_code
from annotate.projects import selectors, services
from annotate.projects.models import Membership
from annotate.projects.selectors import Seat, Standing
from annotate.queue.models import Round
from annotate.queue.selectors import place
from domain import roles
from domain.errors import Problem
from guidelines.models import GuidelineVersion
from guidelines.selectors import newest

from .. import languages, markdown
from ..people_forms import ProfileForm
from ..revisions import changes
from .access import attempt, member, page

DONE, NOW, LATER = "done", "now", "later"


@dataclass(frozen=True)
class Step:
    """`name`: profile, read, quiz, practice. `state`: done, now, later."""

    name: str
    state: str


@member(roles.ANNOTATE)
def before(request: HttpRequest, me: Seat) -> HttpResponse:
    mine, version = _mine(me), _version(request, me)
    if request.method == "POST":
        made = attempt(
            request, lambda: services.confirm(me.project, me.user, version, now=timezone.now()), _("You have read it. Thank you.")
        )
        mine.refresh_from_db()
        return redirect(_onward(me, mine, version) if made else request.get_full_path())
    stands = selectors.standing(mine, version)
    listed = steps(stands)
    return page(
        request,
        me,
        "before",
        "before",
        steps=listed,
        now=next((step.name for step in listed if step.state == NOW), ""),
        stands=stands,
        version=version,
        html=markdown.render(version.text),
        changes=None if mine.confirmed is None else changes(version, mine.confirmed.number),
        return_code=return_code(me.user),
    )


@member(roles.ANNOTATE)
def quiz(request: HttpRequest, me: Seat) -> HttpResponse:
    """The questions alone: neither the guideline nor an answer stands in this page."""
    mine, version = _mine(me), _version(request, me)
    stands = selectors.standing(mine, version)
    if not stands.has_read or not stands.quiz:
        return redirect(_address("before", me, version))
    objection = None
    if request.method == "POST":
        answers = {key.removeprefix("q-"): value for key, value in request.POST.items() if key.startswith("q-")}
        try:
            made = services.confirm(me.project, me.user, version, now=timezone.now(), answers=answers)
        except Problem as problem:
            objection = problem
        else:
            told = (
                _("%(share)s right: passed.")
                if made.passed
                else _("%(share)s right; it takes %(needed)s. Read once more, then try another quiz.")
            )
            say = messages.success if made.passed else messages.warning
            say(request, told % {"share": _percent(made.score), "needed": _percent(me.project.quiz_pass)})
            mine.refresh_from_db()
            return redirect(_onward(me, mine, version) if made.passed else _address("before", me, version))
    asked = [(question, _pieces(question.text, question.marks), request.POST.get(f"q-{question.key}")) for question in stands.quiz]
    status = 400 if objection else 200
    return page(request, me, "quiz", "before", asked=asked, version=version, stands=stands, objection=objection, status=status)


@member()
def my_profile(request: HttpRequest, me: Seat) -> HttpResponse:
    mine = _mine(me)
    form = ProfileForm(me.project, getattr(mine, "profile", None), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.describe(me.project, me.user, now=timezone.now(), **form.told())
        except Problem as problem:
            form.object_to(problem)
        else:
            messages.success(request, _("Your profile is kept."))
            if not me.may(roles.ANNOTATE):
                return redirect("web:project", pk=me.project.pk)
            return redirect(_onward(me, _mine(me), _version(request, me)))
    context = {"form": form, "offered": languages.offered(), "of": None}
    return page(request, me, "profile", "before", status=400 if form.errors else 200, **context)


def steps(stands: Standing) -> list[Step]:
    """What this project asks for before one works, in order; the first that is not done is the one of now."""
    mine, project = stands.membership, stands.membership.project
    rule = project.qualification
    known: list[tuple[str, bool]] = []
    if project.profile_fields or rule.get("languages") or rule.get("fields"):
        known.append(("profile", stands.profile is not None and not stands.missing))
    wants_quiz = bool(stands.quiz) and (project.reads_first or bool(rule.get("quiz")))
    if project.reads_first or wants_quiz:
        known.append(("read", stands.has_read))
    if wants_quiz:
        known.append(("quiz", stands.confirmed and mine.waits_for not in ("quiz",)))
    if rule.get("training"):
        known.append(("practice", mine.waits_for == "" and mine.training_score is not None))
    first = next((name for name, is_done in known if not is_done), "")
    return [Step(name, DONE if is_done else NOW if name == first else LATER) for name, is_done in known]


def _onward(me: Seat, mine: Membership, version: GuidelineVersion) -> str:
    """The step that comes next, or to work where nothing is left that is done here."""
    left = next((step.name for step in steps(selectors.standing(mine, version)) if step.state == NOW), "")
    pages = {"profile": "before", "read": "before", "quiz": "before-quiz"}
    return _address(pages.get(left, "annotate"), me, version)


def _address(name: str, me: Seat, version: GuidelineVersion) -> str:
    address = reverse(f"web:{name}", kwargs={"pk": me.project.pk})
    return address if name == "annotate" else f"{address}?version={version.number}"


def _mine(me: Seat) -> Membership:
    mine = Membership.objects.select_related("profile", "confirmed").get(project=me.project, user=me.user)
    mine.project, mine.user = me.project, me.user
    return mine


def _version(request: HttpRequest, me: Seat) -> GuidelineVersion:
    """The one the address names; else that of the first open round that is for this person and under a version they have not confirmed."""
    asked = request.GET.get("version", "")
    if asked:
        is_number = asked.isdecimal() and asked.isascii() and len(asked) < 9
        found = me.project.guideline.versions.filter(number=int(asked)).first() if is_number else None
        if found is None:
            raise Http404(_("There is no such version of the guideline."))
        return found
    at = place(me.user, me.project.pk, now=timezone.now())
    if waiting := at.unread or at.rounds:
        return me.project.guideline.versions.get(pk=waiting[0].version_id)
    open_ones = me.project.rounds.filter(is_open=True).filter(Q(assignment=Round.ANYONE) | Q(people__annotator=me.user))
    versions = [round.guideline_version for round in open_ones.select_related("guideline_version").order_by("number").distinct()]
    confirmed = _mine(me).confirmed_id
    return next((one for one in versions if one.pk != confirmed), versions[0] if versions else newest(me.project.guideline))


def _pieces(text: str, marks: tuple[tuple[int, int], ...]) -> list[tuple[str, bool]]:
    """The text cut at its marks: (piece, is it marked). Marks that overlap count as one."""
    cuts = sorted({0, len(text), *(at for mark in marks for at in mark if at < len(text))})
    return [(text[a:b], any(start <= a and b <= end for start, end in marks)) for a, b in zip(cuts, cuts[1:], strict=False)]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f}\u00a0%"
