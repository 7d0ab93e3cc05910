from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.exceptions import NotFound
from rest_framework.views import APIView

from .views import claims, imports, jobs, learning, me, projects, releases, tasks


class Nothing(APIView):
    """An unknown address answers in the one error shape, too."""

    schema = None
    permission_classes: list = []

    def dispatch(self, request, *args, **kwargs):
        self.initial = lambda *a, **k: (_ for _ in ()).throw(NotFound("There is nothing at this address."))
        return super().dispatch(request, *args, **kwargs)


P = "projects/<int:project_id>/"
A = "assignments/<int:assignment_id>/"
app_name = "api"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("me/", me.Me.as_view()),
    path("projects/", projects.Projects.as_view(), name="projects"),
    path(P, projects.ProjectView.as_view()),
    path(P + "members/", projects.Members.as_view()),
    path(P + "members/<int:member_id>/", projects.MemberView.as_view()),
    path(P + "guideline/", projects.Guideline.as_view()),
    path(P + "rounds/", projects.Rounds.as_view()),
    path(P + "imports/", imports.Imports.as_view(), name="imports"),
    path(P + "imports/<int:batch_id>/", imports.ImportView.as_view()),
    path(P + "imports/<int:batch_id>/undo/", imports.Undo.as_view()),
    path(P + "claims/", claims.Claims.as_view(), name="claims"),
    path(P + "progress/me/", claims.Mine.as_view(), name="my-progress"),
    path(P + "tasks/", tasks.Tasks.as_view(), name="tasks"),
    path(P + "export/", tasks.Export.as_view(), name="export"),
    path(P + "agreement/", releases.Agreement.as_view(), name="agreement"),
    path(P + "settle/", releases.Settle.as_view()),
    path(P + "releases/", releases.Releases.as_view()),
    path(P + "runs/", learning.Runs.as_view()),
    path(P + "predictions/", learning.Predictions.as_view()),
    path(P + "jobs/", jobs.Jobs.as_view()),
    path(P + "jobs/<int:job_id>/", jobs.JobView.as_view()),
    path(P + "jobs/<int:job_id>/cancel/", jobs.Cancel.as_view()),
    path(P + "jobs/<int:job_id>/retry/", jobs.Retry.as_view()),
    path(A + "annotations/", claims.Annotations.as_view(), name="submit"),
    path(A + "draft/", claims.DraftView.as_view(), name="draft"),
    path(A + "skip/", claims.Skip.as_view(), name="skip"),
    path(A + "release/", claims.Release.as_view(), name="release-task"),
    path(A + "heartbeats/", claims.Heartbeats.as_view(), name="heartbeat"),
    path("tasks/<int:task_id>/decisions/", releases.Decide.as_view(), name="decide"),
    re_path(r"^.*$", Nothing.as_view()),
]
