"""What kinds of job there are: name → function (job, report) → result. Each is safe to run twice."""

from __future__ import annotations

from django.utils import timezone

from annotate.items import storage
from annotate.items.models import ImportBatch
from annotate.items.services import finish
from annotate.items.services.import_pictures import FORMAT
from annotate.items.sources import Archive
from annotate.learning import services as learning
from annotate.learning.models import Augmentation, BalanceTrial, ModelVersion, Run, VersionExport
from annotate.learning.selectors import champion
from annotate.projects.models import Project
from annotate.queue import services as queue
from annotate.review import selectors as measured
from annotate.review import services as review
from annotate.review.selectors import touched
from domain.errors import Problem, Refused

from .accepting import accept_after
from .models import Job
from .services import Cancelled, Report
from .steps import compete_step, freeze_step, learn_step, turn_step
from .succession import after_succession


def import_file(job: Job, report: Report) -> dict:
    """arguments: batch. Resumes after the last committed chunk."""
    batch = ImportBatch.objects.select_related("project").get(pk=job.arguments["batch"])
    if batch.state != ImportBatch.RUNNING:
        return outcome(batch)
    size = (storage.settings.MALMOI_DATA / batch.source).stat().st_size or 1
    with storage.open_kept(batch.source) as stream:
        try:
            if batch.format == FORMAT:
                queue.take_pictures_in(batch, Archive(stream), now=timezone.now(), told=lambda *far: _files_told(*far, report))
            else:
                queue.read_in(batch, stream, now=timezone.now(), watch=lambda rows: _told(rows, stream, size, report))
        except Problem as problem:
            finish(batch, now=timezone.now(), failure=problem.message)
            raise
        except Cancelled:
            finish(batch, now=timezone.now(), failure="Cancelled: the rows up to here stay; undo the import to take them back.")
            raise
        finally:
            # What is over is not read again; an archive of pictures is large.
            if batch.state != ImportBatch.RUNNING:
                storage.drop(batch.source)
    return outcome(batch)


def _files_told(done: int, of: int, report: Report) -> None:
    report(min(done / of, 0.99), f"{done:,} of {of:,} files read")


def _told(rows, stream, size, report):
    for number, row in enumerate(rows):
        if number % 4000 == 0:
            report(min(stream.tell() / size, 0.99) if not stream.closed else 0.99, f"{number:,} rows read")
        yield row


def outcome(batch: ImportBatch) -> dict:
    rejected = batch.rejections.order_by("id").values("row", "reason")[:100]
    return {
        "id": batch.pk,
        "items": batch.items_made,
        "duplicates": batch.duplicates,
        "rejected": list(rejected),
        "rejected_count": batch.rejected,
    }


def measure(job: Job, report: Report) -> dict:
    """arguments: none for the project with its rounds and versions; `slices` (by "group" or "meta:FIELD"); `between` two keys of scopes;
    or `round`, `version` (their numbers) and `slice` for one scope."""
    report(0.1, "Measuring agreement")
    project, asked = job.project, job.arguments
    if not asked:
        made = review.measure_all(project, now=timezone.now(), watch=report)
    elif "slices" in asked:
        made = review.measure_slices(project, asked["slices"], now=timezone.now())[0]
    elif "between" in asked:
        one, other = (measured.scope_of(project, key) for key in asked["between"])
        made = review.measure_between(project, one, other, now=timezone.now())
    else:
        made = review.measure(project, **vars(measured.scope_in(project, **asked)), now=timezone.now())
    return {"agreement": made.pk, "annotations": made.annotations}


def settle(job: Job, report: Report) -> dict:
    """arguments: rule; without it the project's own."""
    rule = job.arguments.get("rule") or job.project.settle_rule
    report(0.1, f"Settling by {rule}")
    return review.settle(job.project, rule=rule, now=timezone.now())


def rules(job: Job, report: Report) -> dict:
    """Every rule on what is known to be true. The page shows this job's result."""
    return measured.rules(job.project, told=lambda rule: report(0.5, f"Trying {rule}"))


def disputes(job: Job, report: Report) -> dict:
    """Go through what is new until the list of disputes is complete."""
    steps = 1
    while not review.follow(job.project):
        report(0.5, f"{steps:,} pieces looked at")
        steps += 1
    return {"steps": steps}


def reannotate(job: Job, report: Report) -> dict:
    """arguments: version (number), how, labels, against, search: what it touches of older annotations becomes a round; seats, title."""
    asked = job.arguments
    before = job.project.rounds.filter(why__job=job.pk).first()
    if before is None:
        report(0.1, "Gathering the texts")
        version = job.project.guideline.versions.get(number=asked["version"])
        change = touched.Change(asked["how"], tuple(asked["labels"]), asked["against"], asked["search"])
        told = touched.round_for(job.project, change, version, touched.older(version))
        told["why"]["job"] = job.pk
        before = queue.open_round(job.project, now=timezone.now(), **told, seats=asked["seats"], title=asked["title"])
    return {"round": before.number, "texts": before.tasks.count()}


def train(job: Job, report: Report) -> dict:
    run = Run.objects.select_related("project", "release").get(pk=job.arguments["run"])
    version = learning.train(run, report=report, now=timezone.now)
    if champion(run.project) == version:
        after_succession(run.project, now=timezone.now())
    return {"model_version": version.name, "metrics": version.metrics}


def predict(job: Job, report: Report) -> dict:
    project = Project.objects.get(pk=job.project_id)
    try:
        told = learning.predict_and_rerank(project, strategy=job.arguments.get("strategy", "margin"), report=report, now=timezone.now())
    except Refused as refused:
        if refused.code != "champion_changed":
            raise
        return {"skipped": refused.message}
    accept_after(project, now=timezone.now())
    return told


def accept(job: Job, report: Report) -> dict:
    """Judge what was taken from models, then take what the lead's terms allow."""
    return learning.accept(Project.objects.get(pk=job.project_id), report=report, now=timezone.now())


def put_back(job: Job, report: Report) -> dict:
    """What was taken from a model and revoked becomes people's again."""
    return {"put_back": learning.put_back(Project.objects.get(pk=job.project_id), report=report, now=timezone.now())}


def withdraw(job: Job, report: Report) -> dict:
    """arguments: version. What a retired one said is suggested no more; of one that is back by now it stays."""
    version = ModelVersion.objects.select_related("project").get(pk=job.arguments["version"])
    best = champion(version.project)
    # The same content has the same name: one that was trained twice may be champion under it.
    if version.state != ModelVersion.RETIRED or (best and best.name == version.name):
        return {"withdrawn": 0}
    report(0.1, f"Taking back what {version} suggested")
    return {"withdrawn": queue.withdraw(version.project, version.name)}


def weak_rules(job: Job, report: Report) -> dict:
    """Every rule on every item; the figures stand with the run."""
    made = learning.apply_rules(job.project, by=job.created_by, now=timezone.now(), report=report)
    return {"run": made.pk, "items": made.items, "labelled": made.labelled, "conflicts": made.conflicts}


def prelabel(job: Job, report: Report) -> dict:
    """arguments: least, the probability from which on a label is suggested; above 1 takes the rules' suggestions away."""
    report(0.1, "Writing the suggestions")
    return learning.prelabel(job.project, least=job.arguments["least"])


def index_texts(job: Job, report: Report) -> dict:
    """arguments: anew, if the index is to be thrown away first. A run that was cut off goes on where it was saved."""
    return learning.index_texts(job.project, report=report, anew=bool(job.arguments.get("anew")) and job.attempts <= 1)


def find_odd(job: Job, report: Report) -> dict:
    """The page shows this job's result."""
    return learning.find_odd(job.project, report=report)


def contest(job: Job, report: Report) -> dict:
    """arguments: version. It is compared with the champion, or, where it is the champion or there is none, only asked about the test items.
    What has been held is not held again."""
    version = ModelVersion.objects.select_related("project", "run__release").get(pk=job.arguments["version"])
    report(0.1, f"Asking {version} about the test items")
    if champion(version.project) in (None, version):
        return {"verdict": "", "items": learning.examine(version, now=timezone.now()).items}
    try:
        _, held = learning.challenge(version, now=timezone.now())
    except Refused as refused:
        if refused.code != "met_before":
            raise
        return {"verdict": "met_before", "items": 0}
    if champion(version.project) == version:
        after_succession(version.project, now=timezone.now())
    return {"verdict": held.verdict, "items": held.items, "contest": held.pk}


def augment(job: Job, report: Report) -> dict:
    """arguments: augmentation; wording, what people who judge read, in the language of who ordered it."""
    asked = Augmentation.objects.select_related("project", "release", "ordered_by").get(pk=job.arguments["augmentation"])
    made = learning.augment(asked, report=report, now=timezone.now(), wording=job.arguments.get("wording"))
    return {"augmentation": made.pk, **made.outcome}


def balance(job: Job, report: Report) -> dict:
    """arguments: trial."""
    trial = BalanceTrial.objects.select_related("project", "release").get(pk=job.arguments["trial"])
    return {"trial": learning.try_balance(trial, report=report, now=timezone.now).pk}


def arms(job: Job, report: Report) -> dict:
    """What labels that a model chose are worth against labels drawn at random. arguments: if_enough, where nobody asked and it is no
    failure that there are too few labels yet."""
    try:
        return learning.compare_arms(Project.objects.get(pk=job.project_id), report=report)
    except Refused as refused:
        if not job.arguments.get("if_enough"):
            raise
        return {"skipped": refused.message}


def doubts(job: Job, report: Report) -> dict:
    """Labels of the newest release that are likely wrong. The page shows this job's result."""
    return learning.look_for_doubts(Project.objects.get(pk=job.project_id), report=report)


def drift(job: Job, report: Report) -> dict:
    """Whether what came in is still like what the champion learned from."""
    return learning.look_for_drift(Project.objects.get(pk=job.project_id), report=report, now=timezone.now())


def export(job: Job, report: Report) -> dict:
    """arguments: export. The version's page shows what came of it."""
    row = VersionExport.objects.select_related("model_version__run__release", "model_version__project").get(pk=job.arguments["export"])
    made = learning.make_export(row, report=report, now=timezone.now)
    return {"export": made.pk, "size": made.size, "report": made.report}


KINDS = {
    "import": import_file,
    "measure": measure,
    "settle": settle,
    "rules": rules,
    "disputes": disputes,
    "reannotate": reannotate,
    "train": train,
    "predict": predict,
    "accept": accept,
    "put_back": put_back,
    "withdraw": withdraw,
    "contest": contest,
    "weak_rules": weak_rules,
    "prelabel": prelabel,
    "index_texts": index_texts,
    "find_odd": find_odd,
    "augment": augment,
    "balance": balance,
    "arms": arms,
    "doubts": doubts,
    "drift": drift,
    "freeze": freeze_step,
    "learn": learn_step,
    "compete": compete_step,
    "turn": turn_step,
    "export": export,
}
