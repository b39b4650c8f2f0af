"""Words of the comparison with districts, of drafts, and of the catalogue of indicators."""

from django.utils.translation import gettext_lazy as _

from silian.labels.words import Words

ALIGNING: dict[str, Words] = {
    "link.sum": _("added up"),
    "link.floor": _("a floor for each"),
    "link.growth": _("rates compared"),
    "link.share": _("shares compared"),
    "link.same_as": _("compared by the same definition"),
    "link_why.declared": _("declared here"),
    "link_why.together": _("the text says “together”"),
    "link_why.counted": _("a count, proposed as a sum, to be declared"),
    "link_why.each": _("the text says “each district”: proposed as a floor, to be declared"),
    "link_why.rate": _("a rate, compared only, to be declared"),
    "event.plans.link": _("declared how districts bear on a target"),
    "part_state.stated": _("counts"),
    "part_state.not_stated": _("no such target"),
    "part_state.not_read": _("not read"),
    "part_state.other_year": _("another year"),
    "part_state.damaged": _("damaged print"),
    "part_state.overlap": _("second plan of the district, not added"),
    "pace_lacks.baseline_of_all": _(
        "The pace needs what all districts had in some year: state it below as VALUE@YEAR."
    ),
    "pace_lacks.year_of_target": _("The pace needs a target with a year after the baseline."),
    "pace_lacks.baselines_of_read": _(
        "The pace of the others needs a baseline of the same year from every district read."
    ),
    "presence.present": _("there"),
    "presence.partly": _("partly"),
    "presence.absent": _("missing"),
    "name_match.name": _("the catalogue's own name"),
    "name_match.alias": _("an alias of the catalogue"),
    "name_match.folded": _("the same name in another spelling"),
    "name_match.ambiguous": _("may mean several indicators"),
    "name_match.unknown": _("not in the catalogue"),
    "name_match.unit_conflict": _("the unit is another indicator's"),
    "indicator_kind.stock": _("stock"),
    "indicator_kind.flow": _("flow"),
    "indicator_kind.ratio": _("ratio"),
    "indicator_kind.growth": _("growth rate"),
    "indicator_kind.rank": _("rank"),
    "indicator_kind.index": _("index"),
    "indicator_kind.survey": _("survey estimate"),
    "quantity_kind.gross_output": _("gross output"),
    "quantity_kind.value_added": _("value added"),
    "quantity_kind.revenue": _("revenue"),
    "quantity_kind.spending": _("spending"),
    "quantity_kind.money": _("money"),
    "quantity_kind.trade": _("trade"),
    "quantity_kind.persons": _("persons"),
    "quantity_kind.person_years": _("person-years"),
    "quantity_kind.count": _("count"),
    "better.up": _("more is better"),
    "better.down": _("less is better"),
    "better.none": _("neither way is better"),
    "plans.unknown_link": _(
        "“%(said)s” is no link, baseline or day. Links are sum, floor, growth, share and same_as; "
        "a baseline is written 26371@2020, a day 2022-12-31."
    ),
    "plans.draft_too_long": _(
        "The draft has %(chars)s characters; up to %(limit)s are checked here. "
        "Run “silian draft FILE” on the server: it has no such limit."
    ),
    "plans.no_draft": _("There is nothing to check: paste a text or choose a file."),
}
