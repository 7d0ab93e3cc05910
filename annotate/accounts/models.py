"""A person who logs in, or the seat of a rater whose votes were imported (inactive: nobody logs in as one)."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> User:
        return self.get(email=email.strip().lower())


# A name that resolves nowhere (RFC 2606 §2): the address of who has none. No mail is ever sent to it, and nobody can own it.
NOWHERE = "nobody.invalid"


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    token_number = models.PositiveIntegerField(default=1, help_text="Raising it makes every API token of this person void.")
    preferences = models.JSONField(default=dict, blank=True, help_text="language, theme, keys: what `services.set_preferences` lets in.")
    created_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="email_once_whatever_its_case")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_nameless(self) -> bool:
        """Came without an e-mail, under a made-up name."""
        return self.email.endswith("@" + NOWHERE)

    @property
    def known_as(self) -> str:
        """The e-mail they log in with; who has none, the made-up name."""
        return self.name if self.is_nameless else self.email

    @property
    def short_name(self) -> str:
        return self.name or self.email.split("@")[0]
