"""The door of every service: who acts, may they, and which regions do they see."""

from datetime import datetime

from silian.domain.kernel.errors import Kind, SilianError
from silian.domain.kernel.regions import WHOLE, covers
from silian.domain.parties.offices import ANONYMOUS, Actor, Office, Reach, Role, day_of
from silian.domain.parties.permissions import Denied, Thing, Verb, can, reaches_down
from silian.store.accounts.models import Body, User
from silian.store.accounts.models import Office as OfficeRow


class Forbidden(SilianError):
    """The actor may not do this. Values: reason (a code), verb, and what the reason needs."""

    code = "parties.forbidden"
    kind = Kind.FORBIDDEN


class NotFound(SilianError):
    """There is no such thing, or none that the actor may know of. Values: kind."""

    code = "parties.not_found"
    kind = Kind.NOT_FOUND


def require(by: Actor, verb: Verb, thing: Thing, at: datetime) -> None:
    """Go on only if the actor may do this.

    Raises:
        NotFound: if the actor may not even know that the thing exists.
        Forbidden: otherwise, with the reason.
    """
    answer = can(by, verb, thing, at)
    if not isinstance(answer, Denied):
        return
    if answer.hidden:
        raise NotFound(f"no {thing.kind} here", kind=thing.kind)
    values = {"verb": verb.value} | answer.values
    raise Forbidden(f"{answer.code}: {by.name} may not {verb}", reason=answer.code, **values)


def reach_of(by: Actor, at: datetime) -> Reach:
    """The regions whose rows the actor may be shown; none without an office in force.

    Offices that reach down see the regions of all bodies below their own. What may be read
    there is narrower (no drafts): ask ``can`` for each row, or filter by ``Reach.own``.
    """
    regions = tuple(Body.objects.order_by("region").values_list("region", flat=True).distinct())
    if by.is_system:
        return Reach((*regions, WHOLE), (*regions, WHOLE))
    office = by.office
    if office is None or not office.is_in_force(at):
        return Reach(())
    below: tuple[str, ...] = ()
    if reaches_down(office.role):
        below = tuple(code for code in regions if covers(office.region, code))
    if office.role is Role.AUDIT_ADMIN:
        below = (*below, WHOLE)
    return Reach(tuple(sorted({office.region, *below})), (office.region,))


def offices_of(*, user_id: str, at: datetime) -> tuple[Office, ...]:
    """The offices that a person holds at a moment, by body and role."""
    rows = OfficeRow.objects.of_person(user_id).in_force(day_of(at)).select_related("body")
    return tuple(row.to_domain() for row in rows.order_by("body__region", "role", "id"))


def actor_of(*, user_id: str, at: datetime, office_id: str = "") -> Actor:
    """The person as somebody who acts, under the office named, or else the first in force.

    An office that is named and no longer held gives an actor without office. A person who is
    gone or switched off gives the anonymous actor.
    """
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return ANONYMOUS
    offices = offices_of(user_id=user_id, at=at)
    if office_id:
        chosen = next((office for office in offices if office.id == office_id), None)
    else:
        chosen = offices[0] if offices else None
    return Actor(user.id, user.name, chosen)


def actor_named(*, username: str, at: datetime, office_id: str = "") -> Actor:
    """The person with a user name, for commands that act as somebody.

    Raises:
        NotFound: if there is no such person.
    """
    user = User.objects.filter(username__iexact=username, is_active=True).first()
    if user is None:
        raise NotFound(f"no person {username}", kind="person")
    return actor_of(user_id=user.id, at=at, office_id=office_id)
