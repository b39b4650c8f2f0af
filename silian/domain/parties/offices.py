"""Offices (职务): who acts, in which role, for which body, and since when."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from silian.domain.kernel.days import day_of as day_of
from silian.domain.kernel.days import day_start as day_start


class Role(StrEnum):
    """What an office is for. An agent acts for an enterprise or institute, an expert reviews.

    The last three are the administrators (三员), who see no plans.
    """

    PLANNER = "planner"
    DESK_OFFICER = "desk_officer"
    BUREAU_HEAD = "bureau_head"
    MUNICIPAL_OFFICER = "municipal_officer"
    TREASURER = "treasurer"
    AGENT = "agent"
    EXPERT = "expert"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


@dataclass(frozen=True, slots=True)
class Office:
    """A role in a body for a time.

    ``region`` is the GB/T 2260 code of the body. ``starts_on`` is the first day of office in
    Beijing time, ``ends_on`` the first day out of it; None is open. ``party_id`` is the party
    that an agent or expert acts for or is, outside the body that registered the office.
    """

    id: str
    role: Role
    body_id: str
    body_name: str
    region: str
    starts_on: date
    ends_on: date | None = None
    party_id: str = ""

    def is_in_force(self, at: datetime) -> bool:
        """Whether the office is held at that moment."""
        day = day_of(at)
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, and under which office. ``user_id`` is None for the system itself."""

    user_id: str | None
    name: str
    office: Office | None = None

    @property
    def region(self) -> str:
        """The region of the office, or an empty string without one."""
        return self.office.region if self.office else ""

    @property
    def party_id(self) -> str:
        """The party that the office acts for, or an empty string."""
        return self.office.party_id if self.office else ""

    @property
    def is_system(self) -> bool:
        """Whether no person stands behind the act."""
        return self is SYSTEM

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody has logged in."""
        return self.user_id is None and not self.is_system


SYSTEM = Actor(None, "system")
ANONYMOUS = Actor(None, "")


@dataclass(frozen=True, slots=True)
class Reach:
    """The regions whose rows may be looked at.

    ``own`` are those in which the actor works; the others of ``regions`` lie below them, and
    only what is reported upward may be read there (no drafts).
    """

    regions: tuple[str, ...]
    own: tuple[str, ...] = ()
