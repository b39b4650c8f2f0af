"""What lists show is brought up to date when a fact begins or ends by its own date."""

from datetime import datetime

from django.db import transaction

from silian.domain.parties.merging import united
from silian.domain.parties.offices import day_of
from silian.services.parties.access import around, family
from silian.services.parties.facts import load
from silian.services.parties.showing import SHOWN, show_today
from silian.store.parties.models import Party

MOST = 10_000


def refresh_shown(*, at: datetime, most: int = MOST) -> int:
    """Set what lists show of parties of whom a fact began or ended since; answers how many.

    Part of the nightly work, for every region. It writes no fact and is no event.
    """
    day = day_of(at)
    rows = Party.objects.across_regions(
        "the nightly work brings the lists of all regions up to date"
    )
    due = rows.filter(turns_on__lte=day).order_by("turns_on", "id")[:most]
    done = 0
    for party, region in list(due.values_list("id", "region")):
        with transaction.atomic():
            row = rows.select_for_update(of=("self",)).get(pk=party, region=region)
            members = family(row)
            facts = load(members, around(row))
            show_today(row, united(members, (f for m in members for f in facts[m])), day)
            row.save(update_fields=list(SHOWN))
        done += 1
    return done
