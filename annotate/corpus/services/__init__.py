"""Verbs: freeze a release, write a release or the live corpus as a file."""

from .export_project import export_project
from .export_release import export_release
from .freeze import freeze

__all__ = ["export_project", "export_release", "freeze"]
