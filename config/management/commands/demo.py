"""`manage.py demo`: the project a first visitor sees, on a real corpus."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from annotate.accounts.services import account
from annotate.projects.models import Project
from annotate.projects.services import invite
from domain import roles
from domain.errors import Problem

from .load_corpus import load

PASSWORD = "malmoi-demo"
PEOPLE = {
    "lead@demo.test": ("Lead", roles.LEAD),
    "ann@demo.test": ("Ann", roles.ANNOTATOR),
    "ben@demo.test": ("Ben", roles.ANNOTATOR),
    "cho@demo.test": ("Cho", roles.ANNOTATOR),
    "judge@demo.test": ("Judge", roles.ADJUDICATOR),
    "admin@demo.test": ("Admin", None),  # the admin console alone
}


class Command(BaseCommand):
    help = "Make the demo: accounts, and a project of product reviews of which 400 were rated by 20 people each."

    def handle(self, *args, **options):
        if Project.objects.filter(created_by__email="lead@demo.test").exists():
            self.stdout.write("  The demo is there already.")
            return
        try:
            project = make()
        except Problem as problem:
            raise CommandError(problem.message) from None
        self.stdout.write(f"  Project {project.pk}: {project.title}, {project.items.count():,} items; password of all: {PASSWORD}")


@transaction.atomic
def make() -> Project:
    for email, (name, _) in PEOPLE.items():
        user, made = account(email, name=name)
        if made:
            user.set_password(PASSWORD)
            user.is_staff = user.is_superuser = email == "admin@demo.test"
            user.save()
    project = load("amazon", lead="lead@demo.test", title="Product reviews", rated=400, seats=2)
    for email, (_, role) in PEOPLE.items():
        if role:
            invite(project, email=email, role=role, now=timezone.now())
    return project
