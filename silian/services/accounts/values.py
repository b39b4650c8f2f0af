"""What the services of accounts answer with, and how they fail."""

from dataclasses import dataclass
from datetime import datetime

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.parties.offices import Office


class NameTaken(SilianError):
    """Somebody or something has this name already. Values: name."""

    code = "accounts.name_taken"
    kind = Kind.CONFLICT


class BadRegion(SilianError):
    """The code is not six digits (GB/T 2260). Values: region."""

    code = "accounts.bad_region"


class WrongPassword(SilianError):
    """The password given as the present one is not."""

    code = "accounts.wrong_password"


class WeakPassword(SilianError):
    """The new password breaks rules. Values: codes, messages."""

    code = "accounts.weak_password"


class PartyMissing(SilianError):
    """An agent or expert needs a party, and nobody else has one. Value: role."""

    code = "accounts.party_missing"
    kind = Kind.INVALID


class OwnOffice(SilianError):
    """Nobody gives himself an office, or ends it."""

    code = "accounts.own_office"
    kind = Kind.FORBIDDEN


class AdministratorsApart(SilianError):
    """One person may hold one of the three administrators' offices at a time. Values: role."""

    code = "accounts.administrators_apart"
    kind = Kind.CONFLICT


class OfficeNotHeld(SilianError):
    """The person does not hold this office now."""

    code = "accounts.office_not_held"
    kind = Kind.CONFLICT


class NotADemo(SilianError):
    """Demo log-ins are made in a demo data folder only."""

    code = "accounts.not_a_demo"
    kind = Kind.CONFLICT


@dataclass(frozen=True, slots=True)
class BodyView:
    """An organ."""

    id: str
    name: str
    region: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person with the offices that the reader may see, past ones included."""

    id: str
    username: str
    name: str
    is_active: bool
    is_demo: bool
    must_change_password: bool
    offices: tuple[Office, ...]


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """A person's id and the password for the first log-in; it is shown this once."""

    user_id: str
    password: str
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A log-in of the demo, for its log-in page."""

    username: str
    password: str
    name: str
    role: str
    body_name: str
