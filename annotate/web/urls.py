"""The addresses of the pages."""

from __future__ import annotations

from django.urls import path

from .views import (
    adjudicate,
    agreement,
    annotate,
    entry,
    guideline,
    imports,
    jobs,
    learning,
    members,
    overview,
    releases,
    rounds,
    settings,
)

app_name = "web"
P = "projects/<int:pk>/"
urlpatterns = [
    path("", entry.home, name="home"),
    path("login/", entry.Login.as_view(), name="login"),
    path("logout/", entry.Logout.as_view(), name="logout"),
    path("welcome/<uidb64>/<token>/", entry.SetPassword.as_view(), name="set-password"),
    path("projects/new/", entry.new_project, name="new-project"),
    path(P, overview.overview, name="project"),
    path(P + "annotate/", annotate.annotate, name="annotate"),
    path(P + "guideline/", guideline.guideline, name="guideline"),
    path(P + "guideline/next/", guideline.edit_guideline, name="guideline-edit"),
    path(P + "imports/", imports.imports, name="imports"),
    path(P + "imports/<int:batch_id>/", imports.one_import, name="import"),
    path(P + "imports/<int:batch_id>/undo/", imports.undo_import, name="import-undo"),
    path(P + "rounds/", rounds.rounds, name="rounds"),
    path(P + "rounds/<int:number>/close/", rounds.close_round, name="round-close"),
    path(P + "members/", members.members, name="members"),
    path(P + "members/<int:member_id>/remove/", members.remove_member, name="member-remove"),
    path(P + "members/<int:member_id>/link/", members.password_link, name="member-link"),
    path(P + "agreement/", agreement.agreement, name="agreement"),
    path(P + "agreement/measure/", agreement.measure, name="measure"),
    path(P + "adjudicate/", adjudicate.disputes, name="adjudicate"),
    path(P + "adjudicate/settle/", adjudicate.settle, name="settle"),
    path(P + "adjudicate/<int:task_id>/", adjudicate.dispute, name="dispute"),
    path(P + "adjudicate/<int:task_id>/reopen/", adjudicate.reopen, name="dispute-reopen"),
    path(P + "releases/", releases.releases, name="releases"),
    path(P + "releases/<int:number>/", releases.release, name="release"),
    path(P + "releases/<int:number>/download/", releases.download, name="release-download"),
    path(P + "download/", releases.download_live, name="download"),
    path(P + "learning/", learning.learning, name="learning"),
    path(P + "learning/train/", learning.train, name="train"),
    path(P + "learning/predict/", learning.predict, name="predict"),
    path(P + "learning/<int:version_id>/promote/", learning.promote, name="promote"),
    path(P + "learning/simulation.svg", learning.simulation_figure, name="simulation-figure"),
    path(P + "jobs/", jobs.jobs, name="jobs"),
    path(P + "jobs/live/", jobs.live, name="jobs-live"),
    path(P + "jobs/<int:job_id>/cancel/", jobs.cancel_job, name="job-cancel"),
    path(P + "jobs/<int:job_id>/retry/", jobs.retry_job, name="job-retry"),
    path(P + "settings/", settings.settings, name="settings"),
]
