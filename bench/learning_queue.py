"""A project with a long queue on a database of its own, taught through the app's services: the retraining of bench/learning_speed.py."""

from __future__ import annotations

import os
import time
import uuid
from itertools import islice
from pathlib import Path
from typing import Any

CONFIG = (
    '<View><Text name="text" value="$text"/><Choices name="mood" toName="text" choice="single" required="true">'
    '<Choice value="good"/><Choice value="bad"/></Choices></View>'
)


class Queue:
    """Django is set up here, on DATABASE_URL or SQLite in MALMOI_DATA, both from the environment."""

    def __init__(self, data: Path, items: int) -> None:
        import django

        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        django.setup()
        from django.core.management import call_command
        from django.db import connection
        from django.utils import timezone

        from annotate.accounts.models import User
        from annotate.queue import services as queue
        from domain.formats import Row

        from .learning_texts import texts

        call_command("migrate", verbosity=0)
        self.database, self.now = connection.vendor, timezone.now
        self.truth = dict(islice(texts(data, items), items))
        self.person = User.objects.create_user(f"{uuid.uuid4()}@example.org", "a long enough password")
        about = {"title": "Speed", "label_config": CONFIG, "guideline": "Good or bad?", "lead": self.person, "now": self.now()}
        self.project = queue.begin(**about, annotators_per_task=1, order="as_imported")
        batch = queue.start_import(self.project, name="texts", by=self.person, now=self.now())
        queue.take_in(batch, (Row(number=n, data={"text": text}) for n, text in enumerate(self.truth, 1)), now=self.now())
        self.accuracy: float | None = None

    def annotate(self, n: int) -> None:
        from annotate.annotations import services as annotations
        from annotate.queue import services as queue

        for _ in range(n):
            seat = queue.claim_next(self.project, self.person, now=self.now()).assignment
            assert seat is not None, "no task left"
            value = {"choices": [self.truth[seat.task.item.data["text"]]]}
            result = [{"from_name": "mood", "to_name": "text", "type": "choices", "value": value}]
            annotations.submit(seat, id=uuid.uuid4(), result=result, seconds=1.0, now=self.now())

    def learn(self, clock: Any, name: str) -> None:
        """Settled, frozen, trained, compared with the champion; then the queue turned. `{name} front`: from the first of these steps to the
        moment in which the next tasks stand in their new order; `{name} all`: to the end, every prediction stored."""
        from annotate.corpus.services import freeze
        from annotate.learning import services as learning
        from annotate.review.services import settle

        began = time.perf_counter(), time.process_time()

        def since() -> tuple[float, float]:
            return time.perf_counter() - began[0], time.process_time() - began[1]

        def report(share: float, message: str) -> None:
            if "items read by" in message:  # the front of a long queue has been written by then
                clock.took.setdefault(f"{name} front", since())

        with clock(f"{name} release"):
            settle(self.project, now=self.now())
            release = freeze(self.project, by=self.person, now=self.now())
        with clock(f"{name} train"):
            run = learning.start(self.project, release=release, by=self.person, now=self.now())
            version = learning.train(run, report=lambda *_: None, now=self.now)
        learning.predict_and_rerank(self.project, strategy="margin", report=report, now=self.now())
        clock.took[f"{name} all"] = since()
        self.accuracy = (version.metrics.get("accuracy") or {}).get("value")
