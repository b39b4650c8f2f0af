"""The local tabs of 企业: registers, parties, duplicates, imports."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from silian.domain.parties.permissions import Verb
from silian.web.actor import actor_of_request
from silian.web.framing import Context, TabRow, tabs_for

SECTION = "parties"
TABS = (
    TabRow("registers", _("Registers"), "registers:index", Verb.REGISTERS_READ, "register"),
    TabRow("parties", _("Parties and their files"), "parties:index", Verb.PARTIES_READ, "party"),
    TabRow("duplicates", _("Duplicates"), "parties:duplicates", Verb.PARTIES_MERGE, "party"),
    TabRow("imports", _("Imports"), "parties:imports", Verb.PARTIES_IMPORT, "party"),
)


def frame(request: HttpRequest, current: str) -> Context:
    """What every page of the section shows around itself."""
    own = actor_of_request(request).region
    return {"section": SECTION, "tabs": tabs_for(request, TABS, current), "own": own}
