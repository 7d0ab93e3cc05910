"""`manage.py demo`: the project a first visitor sees, on a real corpus."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from annotate.accounts.services import account
from annotate.projects.models import Project
from annotate.projects.services import invite
from domain.errors import Problem
from domain.roles import ROLES

from .load_corpus import load


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
        told = f"  Project {project.pk}: {project.title}, {project.items.count():,} items"
        self.stdout.write(f"{told}; password of all: {settings.DEMO_PASSWORD}")


@transaction.atomic
def make() -> Project:
    for email, (name, _) in settings.DEMO_PEOPLE.items():
        user, made = account(email, name=name)
        if made:
            user.set_password(settings.DEMO_PASSWORD)
            user.is_staff = user.is_superuser = email == "admin@demo.test"
            user.save()
    project = load("amazon", lead="lead@demo.test", title="Product reviews", rated=400, seats=2)
    for email, (_, role) in settings.DEMO_PEOPLE.items():
        if role in ROLES:
            invite(project, email=email, role=role, now=timezone.now())
    return project
