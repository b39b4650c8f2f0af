"""Words of the ledger: units and sides, faults of templates, refusals, events."""

from django.utils.translation import gettext_lazy as _

from silian.labels.words import Words

LEDGER: dict[str, Words] = {
    "unit.fen": _("fen"),
    "unit.voucher": _("vouchers"),
    "unit.machine_minute": _("machine minutes"),
    "side.debit": _("debit"),
    "side.credit": _("credit"),
    "verb.ledger.read": _("read the ledger"),
    "verb.ledger.post": _("write entries into the ledger"),
    "verb.ledger.close": _("close periods of the ledger"),
    "event.ledger.opened_account": _("opened an account"),
    "event.ledger.closed_account": _("closed an account"),
    "event.ledger.posted": _("wrote an entry"),
    "event.ledger.paid": _("paid from a commitment"),
    "event.ledger.released": _("released a commitment"),
    "event.ledger.reversed": _("reversed an entry"),
    "event.ledger.closed_period": _("closed a period"),
    "object.account": _("account"),
    "object.entry": _("entry"),
    "object.period": _("period"),
    "template_fault.bad_shape": _("cannot be read"),
    "template_fault.unknown_account": _("names an account that is not there"),
    "template_fault.unknown_parameter": _("names a parameter that is not there"),
    "template_fault.unknown_entry": _("names an entry that is not there"),
    "template_fault.shares_not_one": _("has shares that do not sum to 1"),
    "template_fault.one_account_a_side": _("needs one account or one split on each side"),
    "template_fault.bad_amount": _("needs an amount of ratios and one value"),
    "template_fault.commitment_split": _("takes back an entry that is no plain commitment"),
    "template_fault.leaves_purpose": _("lets restricted money leave its purpose"),
    "ledger.unbalanced": _("Debit and credit differ by %(difference)s (%(unit)s)."),
    "ledger.too_few_postings": _("An entry needs two accounts at least; it has %(count)s."),
    "ledger.bad_amount": _("“%(account)s”: %(amount)s is no amount that can be moved."),
    "ledger.unknown_account": _("The ledger has no account %(accounts)s."),
    "ledger.account_closed": _("The account “%(account)s” is closed."),
    "ledger.account_exists": _("The system has an account “%(account)s” already."),
    "ledger.account_not_empty": _(
        "“%(account)s” still holds %(balance)s; only an empty account is closed."
    ),
    "ledger.ceiling_elsewhere": _(
        "The account that is to be the ceiling is not in this system, or counts another unit."
    ),
    "ledger.bad_name": _("“%(name)s” is no name: 1 to %(longest)s characters are needed."),
    "ledger.bad_shares": _("The shares %(shares)s do not sum to 1, or one is below zero."),
    "ledger.bad_templates": _("The entry templates contradict themselves: %(faults)s."),
    "ledger.value_missing": _("“%(entry)s” needs a value for %(missing)s."),
    "ledger.unknown_template": _("There is no template “%(template)s”. There are: %(known)s."),
    "ledger.wrong_purpose": _(
        "Money of “%(source)s” is for %(source_purpose)s and may not be used for “%(use)s” "
        "(%(use_purpose)s)."
    ),
    "ledger.floor_broken": _(
        "“%(account)s” would hold %(balance)s on %(day)s; its floor is %(floor)s."
    ),
    "ledger.ceiling_broken": _(
        "“%(account)s” would be %(balance)s on %(day)s, more than the %(ceiling)s of “%(at_most)s”."
    ),
    "ledger.commitment_exceeded": _(
        "The commitment still holds %(open)s; %(wanted)s is more than that."
    ),
    "ledger.not_a_commitment": _("This entry holds no money for such a payment."),
    "ledger.commitment_missing": _(
        "“%(template)s” pays what was committed before; name the commitment."
    ),
    "ledger.period_closed": _("%(day)s lies in a closed period; entries begin on %(ends_on)s."),
    "ledger.period_not_over": _("The period up to %(ends_on)s is not over."),
    "ledger.day_not_reached": _("%(day)s has not come; an entry is of today or before."),
    "ledger.already_reversed": _("Entry %(number)s has reversed it already."),
    "ledger.reversal_reversed": _(
        "Entry %(number)s is a reversal; it is not reversed, the entry is written anew."
    ),
    "ledger.reversed_too_early": _(
        "A reversal on %(day)s comes before its entry; %(earliest)s is the first day."
    ),
    "ledger.key_reused": _("This was sent before and is entry %(number)s, which says otherwise."),
    "ledger.no_ground": _("Say on what ground the entry stands."),
    "ledger.unknown_page": _("There is no page after “%(after)s”."),
    "ledger.number_missing": _("A number is missing before this entry."),
    "ledger.not_zero": _("The entry does not sum to zero."),
    "ledger.hash_differs": _("The entry is another one than its hash says."),
    "ledger.checkpoint_differs": _("A stored balance is another one than its postings give."),
    "ledger.checkpoint_missing": _("A stored balance is missing."),
}
