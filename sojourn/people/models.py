"""Users (the e-mail address is the login), profiles, federation-wide roles and consents."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class Users(BaseUserManager):
    """What Django and allauth expect of a user model's manager."""

    def create_user(self, email: str, password: str | None = None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str):
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """One person who can sign in. No permissions table: who may what is each room's rule."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    title = models.CharField(max_length=30, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    zone = models.CharField(max_length=60, blank=True)  # where a browser without script cannot tell it
    language = models.CharField(max_length=10, blank=True)  # of letters; empty: as they are shipped
    daily = models.BooleanField(default=False)  # what is not urgent comes in one letter a day
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = Users()

    class Meta:
        ordering = ("family_name", "given_name", "email")
        constraints = (models.UniqueConstraint(Lower("email"), name="people_user_email_once"),)

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def formal_name(self) -> str:
        """With the title, as letters and lists print it."""
        return f"{self.title} {self.get_full_name()}".strip()


class Profile(models.Model):
    """What a person tells about herself once and each application starts from."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    institution = models.CharField(max_length=200, blank=True)
    department = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    residence_country = models.CharField(max_length=2, blank=True)
    work_country = models.CharField(max_length=2, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"profile of {self.user_id}"


class Role(models.Model):
    """A federation-wide role: `federation_officer`, `operator` (keeps it running, reads no content)."""

    KINDS = (("federation_officer", "Federation officer"), ("operator", "Operator"))

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=20, choices=KINDS)
    given_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "kind"), name="people_role_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"


class Consent(models.Model):
    """A consent with its wording, given and perhaps withdrawn."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=60)
    wording = models.TextField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.user_id}"


class Feed(models.Model):
    """The secret address under which a calendar program reads a person's due dates; kept as a hash only."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="feed")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
