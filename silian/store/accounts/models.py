"""People who log in, bodies, and the dated offices that join them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from silian.domain.parties.offices import Office as OfficeValue
from silian.domain.parties.offices import Role
from silian.store.kernel.ids import new_id
from silian.store.kernel.scoped import ScopedManager, ScopedQuerySet

if TYPE_CHECKING:
    from typing import Self


class UserManager(BaseUserManager["User"]):
    """Finds people by what they type at the door."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The person with this user name, in whatever case it was typed."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person who can log in (用户). What the person may do stands in the offices alone."""

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    username = models.CharField(_("user name"), max_length=64, unique=True)
    name = models.CharField(_("name"), max_length=100)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(_("demo log-in"), default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    first_password_until = models.DateTimeField(
        null=True, blank=True, help_text=_("a first password is valid until then, for one change")
    )
    created_at = models.DateTimeField()

    familiar_words: tuple[str, ...] = ()

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_name_once_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def must_change_password(self) -> bool:
        """Whether the password is one that somebody else chose."""
        return self.first_password_until is not None


class Body(models.Model):
    """An organ (机构), such as a district's science bureau; public knowledge."""

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    region = models.CharField(_("region"), max_length=6)
    name = models.CharField(_("name"), max_length=100)
    is_demo = models.BooleanField(_("invented data"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "name"], name="body_once_in_a_region"),
            models.CheckConstraint(
                condition=Q(region__regex=r"^[0-9]{6}$"), name="body_has_a_region_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OfficeQuerySet(ScopedQuerySet["Office"]):
    """Filters of offices."""

    def in_force(self, day: date) -> Self:
        """Offices held on that day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)

    def of_person(self, user_id: str) -> Self:
        """One person's own offices, which that person may always see."""
        return self.across_regions("a person's own offices").filter(user_id=user_id)


class OfficeManager(ScopedManager["Office"]):
    """The manager of offices."""

    def get_queryset(self) -> OfficeQuerySet:
        """Offices that cannot be read yet."""
        return OfficeQuerySet(self.model, using=self._db)

    def of_person(self, user_id: str) -> OfficeQuerySet:
        """One person's own offices, in all regions."""
        return self.get_queryset().of_person(user_id)


class Office(models.Model):
    """A role that a person holds in a body, from a day to a day (职务)."""

    region_path = "body__region"

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="offices")
    body = models.ForeignKey(Body, models.PROTECT, related_name="offices")
    role = models.CharField(_("role"), max_length=20)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    ground = models.CharField(_("ground"), max_length=200, blank=True)
    party_id = models.CharField(_("acts for"), max_length=26, blank=True)

    objects = OfficeManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="office_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="office_has_a_known_role"
            ),
            models.UniqueConstraint(
                fields=["user", "body", "role", "starts_on"], name="office_given_once_from_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"

    def to_domain(self) -> OfficeValue:
        """Hand the office to the pure core."""
        return OfficeValue(
            self.id, Role(self.role), self.body_id, self.body.name, self.body.region,
            self.starts_on, self.ends_on, self.party_id,
        )  # fmt: skip
