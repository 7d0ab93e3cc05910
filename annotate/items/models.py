"""What was imported, in batches that can be undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from annotate.projects.models import Project

from . import files
from .same_row import SameRow


class ImportBatch(models.Model):
    RUNNING, DONE, FAILED, UNDONE = "running", "done", "failed", "undone"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="batches")
    name = models.CharField(max_length=255, blank=True)
    format = models.CharField(max_length=20, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=8, default=RUNNING)
    source = models.CharField(max_length=500, blank=True, help_text="file under the data folder, while it is being read")
    rows_read = models.PositiveBigIntegerField(default=0, help_text="rows whose fate is committed: a resumed import starts after them")
    items_made = models.PositiveBigIntegerField(default=0)
    duplicates = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    failure = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"import {self.pk} of {self.name or 'rows'}"


class Rejection(models.Model):
    """A row that was not taken, and why."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rejections")
    row = models.PositiveBigIntegerField()
    reason = models.TextField()

    class Meta:
        ordering = ["id"]


class Item(models.Model):
    """`data` is what people see (cleaned); `raw` and `offset_map` are kept where cleaning changed something."""

    TRAIN, DEV, TEST = "train", "dev", "test"

    # No key of its own in the database: the batch has one to the same project, and PostgreSQL checks each for every row of an import.
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="items", db_index=False, db_constraint=False
    )
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="items", db_index=False)
    data = models.JSONField()
    raw = models.JSONField(null=True)
    offset_map = models.JSONField(null=True)
    meta = models.JSONField(null=True)
    content_hash = models.CharField(max_length=32)
    group_key = models.CharField(max_length=32)
    split = models.CharField(max_length=5)
    shuffle = models.FloatField(help_text="place in a random order that is the same every time, 0 ≤ x < 1")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "content_hash"], name="an_item_once_per_project"),
            models.CheckConstraint(condition=models.Q(split__in=["train", "dev", "test"]), name="split_is_known"),
            # What a generated item's key to its parent's split points at.
            models.UniqueConstraint(fields=["id", "split"], name="item_and_its_split"),
        ]
        indexes = [models.Index(fields=["batch", "id"], name="item_batch")]

    def __str__(self) -> str:
        return f"item {self.pk}"


class StoredFile(models.Model):
    """A picture or a sound of a project. Its content lies once in the data folder, under `digest` (SHA-256), whoever has it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="files", db_index=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="files")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=500, help_text="path in the folder or archive it came in")
    media_type = models.CharField(max_length=50)
    size = models.PositiveBigIntegerField(help_text="bytes")
    width = models.PositiveIntegerField(null=True, help_text="as people see it: turned as its EXIF says")
    height = models.PositiveIntegerField(null=True)
    seconds = models.FloatField(null=True)
    likeness = models.CharField(max_length=64, blank=True, help_text="difference hash; none for sounds and for blank pictures")
    group_key = models.CharField(max_length=32, help_text="shared by pictures that look alike")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "digest"], name="a_file_once_per_project")]
        indexes = [models.Index(fields=["digest"], name="file_digest")]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where the pages serve it; what stands in the data of its item."""
        return files.address(self.project_id, self.digest, self.name)

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


class Gold(models.Model):
    """The right answer to an item, known beforehand. Annotators never see it before they answered; after hidden gold, never.

    `use`: "practice" shows the answer after a submit in a training round; "hidden" stands among the tasks of production.
    """

    PRACTICE, HIDDEN = "practice", "hidden"
    USES = (PRACTICE, HIDDEN)

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="gold", db_index=False)
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="gold")
    use = models.CharField(max_length=8, choices=[(use, use) for use in USES])
    result = models.JSONField()
    label = models.CharField(max_length=1000, null=True)
    why = models.TextField(blank=True)
    section = models.CharField(max_length=200, blank=True, help_text="heading of the guideline's section it is about")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["project", "use", "id"], name="gold_in_use", condition=models.Q(retired_at__isnull=True))]

    def __str__(self) -> str:
        return f"gold of {self.item}"


class Generated(models.Model):
    """An item that was made from another, by which recipe, and what people said of it (docs/decisions/0021).

    `item` is what people judge, in a project of its own; `parent` is in the project that learns. Both have the split that stands here, and
    that is train: so says the database, by keys over (id, split). It counts only by consensus: accepted means that of two people or more
    more than half found nothing wrong with it.
    """

    WAITING, ACCEPTED, DROPPED = "waiting", "accepted", "dropped"
    STATES = (WAITING, ACCEPTED, DROPPED)

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="generated")
    parent = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    split = models.CharField(max_length=5, default=Item.TRAIN)
    data = models.JSONField(help_text="as it is learned from: the parent's data with what was changed")
    label = models.CharField(max_length=1000, help_text="the parent's when it was made, expected of this one")
    result = models.JSONField(help_text="the parent's decided result")
    recipe = models.JSONField(help_text="{augmenter, version, seed, place}: makes it again from the parent")
    distance = models.JSONField(help_text="{letters, words}, of a picture {outlines}, from the parent, 0 to 1")
    state = models.CharField(max_length=8, default=WAITING, choices=[(state, state) for state in STATES])
    judges = models.PositiveSmallIntegerField(default=0)
    agreed = models.PositiveSmallIntegerField(default=0, help_text="of them: found nothing wrong with it")
    reason = models.CharField(max_length=20, blank=True, help_text="why it was dropped")
    created_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(split="train"), name="generated_only_in_train"),
            SameRow(
                name="generated_in_its_split", columns=("item_id", "split"), table="items_item", to_columns=("id", "split")
            ),
            SameRow(
                name="generated_in_its_parents_split", columns=("parent_id", "split"), table="items_item", to_columns=("id", "split")
            ),
            models.CheckConstraint(condition=~models.Q(item=models.F("parent")), name="generated_from_another"),
            models.CheckConstraint(
                condition=~models.Q(state="accepted")
                | models.Q(judges__gte=2, judged_at__isnull=False, agreed__lte=models.F("judges"), judges__lt=2 * models.F("agreed")),
                name="accepted_by_consensus",
            ),
            models.CheckConstraint(condition=~models.Q(state="dropped") | ~models.Q(reason=""), name="dropped_with_a_reason"),
            models.CheckConstraint(condition=models.Q(state__in=["waiting", "accepted", "dropped"]), name="generated_state_is_known"),
        ]
        indexes = [models.Index(fields=["parent", "state"], name="generated_of_a_parent")]

    def __str__(self) -> str:
        return f"{self.item}, generated from {self.parent}"
