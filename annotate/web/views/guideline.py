"""The guideline: read any version, compare two, write the draft of the next."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.accounts.models import User
from annotate.annotations.models import Annotation
from annotate.projects.selectors import Seat
from domain import roles
from domain.errors import Invalid, NotAllowed, Problem, Refused
from domain.guideline.differences import config_changes, side_by_side
from guidelines import services
from guidelines.models import Draft, Example, GuidelineVersion
from guidelines.selectors import draft_of, holder, newest, schema_of, sections, waiting

from .. import markdown
from ..forms import GuidelineForm
from ..selectors import choices_of, keyset
from . import label_config
from .access import attempt, member, page

_WAITING = 25


@member(methods="GET")
def guideline(request: HttpRequest, me: Seat) -> HttpResponse:
    latest = newest(me.project.guideline)
    shown = _numbered(me, request.GET.get("version", "")) or latest
    open_round = me.project.rounds.filter(is_open=True).exclude(kind="training").select_related("guideline_version").first()
    draft = draft_of(me.project.guideline) if me.may(roles.MANAGE) else None
    return page(
        request,
        me,
        "guideline",
        "guideline",
        shown=shown,
        html=markdown.render(shown.text),
        sections=sections(shown),
        labels=choices_of(schema_of(shown)),
        warnings=schema_of(shown).warnings,
        newest=latest,
        versions=keyset(me.project.guideline.versions.defer("text", "label_config"), request.GET.get("before"), key="-number"),
        open_round=open_round,
        is_behind=bool(open_round and open_round.guideline_version_id != latest.pk),
        draft=draft,
        holder=_called(holder(draft, timezone.now())),
        saved_by=_called(draft.edited_by if draft else ""),
    )


def _called(email: str) -> str:
    """The name of who holds or saved a draft: the guideline keeps an address, for it stands below people."""
    who = User.objects.filter(email=email).first() if email else None
    return str(who) if who else email


def _numbered(me: Seat, number: str) -> GuidelineVersion | None:
    if not number:
        return None
    found = me.project.guideline.versions.filter(number=int(number)).first() if number.isdecimal() and len(number) < 9 else None
    if found is None:
        raise Http404(_("There is no such version of the guideline."))
    return found


@member(methods="GET")
def differences(request: HttpRequest, me: Seat) -> HttpResponse:
    """?from=1&to=2: two versions side by side; without them the newest and the one before."""
    new = _numbered(me, request.GET.get("to", "")) or newest(me.project.guideline)
    before = me.project.guideline.versions.filter(number__lt=new.number).order_by("-number").first()
    old = _numbered(me, request.GET.get("from", "")) or before or new
    numbers = me.project.guideline.versions.order_by("-number").values_list("number", flat=True)[:200]
    return page(request, me, "guideline_diff", "guideline", old=old, new=new, numbers=list(numbers), **compared(old, new))


def compared(old: GuidelineVersion, new: GuidelineVersion) -> dict[str, Any]:
    """What `_guideline_diff.html` shows."""
    return {
        "rows": side_by_side(old.text, new.text),
        "changes": config_changes(schema_of(old).as_tree(), schema_of(new).as_tree()),
    }


@member(roles.MANAGE)
def edit_guideline(request: HttpRequest, me: Seat) -> HttpResponse:
    """POST `act`: save (the draft), take (from who holds it, and save), discard, or publish: at once where nobody has annotated yet,
    else by way of what it costs."""
    latest, draft = newest(me.project.guideline), draft_of(me.project.guideline)
    if request.method != "POST":
        begun = draft or Draft(base=latest, text=latest.text, label_config=latest.label_config)
        form = GuidelineForm(
            initial={
                "base": begun.base.number,
                "seen": begun.revision,
                "text": begun.text,
                "label_config": begun.label_config,
                "change_note": begun.change_note,
            }
        )
        return _edit_page(request, me, form, latest)
    act = request.POST.get("act", "publish")
    if act == "discard":
        return _discard(request, me)
    form = GuidelineForm(request.POST)
    form.fields["change_note"].required = act == "publish"
    if form.is_valid():
        try:
            return _write(request, me, form, act, latest)
        except NotAllowed:
            raise
        except Refused as refused:
            return _conflict(request, me, form, refused, latest)
        except Problem as problem:
            form.object_to(problem)
    return _edit_page(request, me, form, latest, status=400)


def _write(request: HttpRequest, me: Seat, form: GuidelineForm, act: str, latest: GuidelineVersion) -> HttpResponse:
    given, now, by = form.cleaned_data, timezone.now(), me.user.email
    _nobody_was_first(form, given["base"], latest)
    if act == "take":
        services.hold(me.project.guideline, by=by, over=True, now=now)
    content = {name: given[name] for name in ("text", "label_config", "change_note")}
    draft = services.save(me.project.guideline, by=by, seen=given["seen"] or 0, base=latest, now=now, **content)
    form.data = {**form.data.dict(), "seen": draft.revision}
    if act != "publish":
        messages.success(request, _("The draft is saved. Nobody works under it before it is published."))
        return redirect("web:guideline-edit", pk=me.project.pk)
    if Annotation.objects.filter(project=me.project).exists():
        return redirect("web:guideline-publish", pk=me.project.pk)
    made = services.publish_draft(me.project.guideline, by=by, author=str(me.user), seen=draft.revision, now=now)
    told_published(request, made)
    return redirect("web:guideline", pk=me.project.pk)


def told_published(request: HttpRequest, made: GuidelineVersion) -> None:
    told = _("Version %(number)s of the guideline is published. It holds for rounds opened from now on.")
    messages.success(request, told % {"number": made.number})
    label_config.warn(request, made.label_config)


def _edit_page(
    request: HttpRequest, me: Seat, form: GuidelineForm, latest: GuidelineVersion, status: int = 200, **more: Any
) -> HttpResponse:
    items = label_config.items_of(me.project)
    draft = draft_of(me.project.guideline)
    held_by = holder(draft, timezone.now())
    return page(
        request,
        me,
        "guideline_edit",
        "guideline",
        form=form,
        newest=latest,
        boot=label_config.editor(request, items=items, real=bool(items)),
        draft=draft,
        holder="" if held_by == me.user.email else _called(held_by),
        saved_by=_called(draft.edited_by if draft else ""),
        waiting=waiting(me.project.guideline)[:_WAITING],
        status=status,
        **more,
    )


def _conflict(request: HttpRequest, me: Seat, form: GuidelineForm, refused: Refused, latest: GuidelineVersion) -> HttpResponse:
    """Somebody else's draft beside what was typed; what was typed stays in the form."""
    draft = draft_of(me.project.guideline)
    form.add_error(None, refused.message)
    seen = draft.revision if draft else 0
    form.data = {**form.data.dict(), "seen": seen}
    typed = form.cleaned_data.get("text", "").replace("\r\n", "\n")
    rows = side_by_side(draft.text, typed) if draft else []
    return _edit_page(request, me, form, latest, status=400, rows=rows, refused=refused.code)


def _discard(request: HttpRequest, me: Seat) -> HttpResponse:
    given = request.POST.get("seen", "")
    seen = int(given) if given.isdecimal() and len(given) < 10 else -1
    discard = lambda: services.discard(me.project.guideline, by=me.user.email, seen=seen, now=timezone.now()) or True  # noqa: E731
    if attempt(request, discard, _("The draft is gone.")):
        return redirect("web:guideline", pk=me.project.pk)
    return redirect("web:guideline-edit", pk=me.project.pk)


def _nobody_was_first(form: GuidelineForm, base: int, latest: GuidelineVersion) -> None:
    """Publishing over a version one has not seen is asked about once; the second time it is meant."""
    if base != latest.number:
        form.data = {**form.data.dict(), "base": latest.number}
        told = _(
            "%(author)s published version %(number)s while you wrote: “%(note)s”. "
            "Your text is kept below. Read theirs, take over what you need, then publish yours after it."
        )
        raise Invalid(told % {"author": latest.author or _("Somebody"), "number": latest.number, "note": latest.change_note})


@member(roles.MANAGE, methods="POST")
def hold(request: HttpRequest, me: Seat) -> HttpResponse:
    """A sign of life from who writes; `act`: done gives it free. JSON: {held, by}."""
    now, by = timezone.now(), me.user.email
    if request.POST.get("act") == "done":
        services.let_go(me.project.guideline, by=by, now=now)
        return JsonResponse({"held": False, "by": ""})
    try:
        draft = services.hold(me.project.guideline, by=by, now=now)
    except Refused as refused:
        return JsonResponse({"held": False, "by": _called(refused.fields.get("locked_by", ""))}, status=409)
    return JsonResponse({"held": True, "by": _called(draft.locked_by), "revision": draft.revision})


@member(roles.MANAGE, methods="POST")
def dismiss_example(request: HttpRequest, me: Seat, example_id: int) -> HttpResponse:
    found = Example.objects.filter(pk=example_id, guideline=me.project.guideline_id).first()
    if found is None:
        raise Http404(_("There is no such example."))
    attempt(request, lambda: services.dismiss(found, now=timezone.now()), _("This example stays out of the guideline."))
    return redirect("web:guideline-edit", pk=me.project.pk)
