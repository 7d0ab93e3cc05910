"""Guidelines: sections and examples in their Markdown, what two versions differ in, what a label of an old one is called in a new one."""

from domain.guideline.examples import HARD, KINDS, NO, YES, Example, Span, example
from domain.guideline.sections import Outline, Section, outline

__all__ = ["HARD", "KINDS", "NO", "YES", "Example", "Outline", "Section", "Span", "example", "outline"]
