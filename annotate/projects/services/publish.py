"""The next version of a project's guideline."""

from __future__ import annotations

import datetime as dt
from typing import Any

from annotate.accounts.models import User
from annotate.projects.models import Project
from guidelines import services as guidelines
from guidelines.models import GuidelineVersion


def publish_guideline(
    project: Project, *, text: str, label_config: str, change_note: str, author: User, now: dt.datetime, **more: Any
) -> GuidelineVersion:
    """`more`: what `guidelines.publish` takes besides, such as `changed`, `mapping`, `base`."""
    return guidelines.publish(
        project.guideline, text=text, label_config=label_config, change_note=change_note, author=str(author), now=now, **more
    )
