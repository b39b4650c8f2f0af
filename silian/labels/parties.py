"""Words of roles, verbs and refusals; of accounts, bodies and offices."""

from django.utils.translation import gettext_lazy as _

from silian.labels.words import Words

PARTIES: dict[str, Words] = {
    "role.planner": _("Planner"),
    "role.desk_officer": _("Desk officer"),
    "role.bureau_head": _("Bureau head"),
    "role.municipal_officer": _("Municipal officer"),
    "role.system_admin": _("System administrator"),
    "role.security_admin": _("Security administrator"),
    "role.audit_admin": _("Audit administrator"),
    "verb.plans.read": _("read plans"),
    "verb.plans.upload": _("upload plans"),
    "verb.plans.review": _("review plans"),
    "verb.plans.publish": _("publish plans"),
    "verb.plans.export": _("export plans"),
    "verb.events.read": _("read the log"),
    "verb.events.export": _("export the log"),
    "verb.events.verify": _("check the log's chain"),
    "verb.events.seal": _("seal the log"),
    "verb.jobs.read": _("see background jobs"),
    "verb.jobs.cancel": _("stop background jobs"),
    "verb.jobs.retry": _("run background jobs again"),
    "verb.accounts.read": _("see accounts"),
    "verb.accounts.manage": _("manage bodies, people and offices"),
    "parties.forbidden": _("Your office may not do this."),
    "parties.not_found": _("There is nothing at this address, or it is not for your office."),
    "parties.not_logged_in": _("Nobody is logged in."),
    "parties.no_office": _("You hold no office today. The security administrator gives offices."),
    "parties.office_not_in_force": _("Your office at %(body)s is not in force today."),
    "parties.role_may_not": _("As %(role)s you may not %(verb)s. Those who may: %(could)s."),
    "parties.other_region": _("There is nothing at this address, or it is not for your office."),
    "parties.not_reported_upward": _(
        "There is nothing at this address, or it is not for your office."
    ),
    "parties.only_own_region": _("In districts below your own you may read, but not %(verb)s."),
    "parties.system_may_not": _("The system itself may not %(verb)s; a person has to."),
}

ACCOUNTS: dict[str, Words] = {
    "accounts.name_taken": _("“%(name)s” exists already."),
    "accounts.bad_region": _("The region code “%(region)s” is not six digits."),
    "accounts.wrong_password": _("This is not your present password."),
    "accounts.weak_password": _("The new password breaks a rule."),
    "accounts.password_same": _("The new password is the present one."),
    "accounts.password_short": _("The password is too short."),
    "accounts.password_long": _("The password is too long."),
    "accounts.password_familiar": _("The password is built from words that are easy to guess."),
    "accounts.password_kinds": _("The password needs three kinds of characters."),
    "accounts.own_office": _("Nobody gives an office to himself, ends it or switches himself off."),
    "accounts.administrators_apart": _(
        "The person holds another administrator's office in that time; one person holds one of "
        "the three."
    ),
    "accounts.office_not_held": _("You do not hold this office today."),
    "accounts.not_a_demo": _("Demo log-ins are made in a demo data folder only."),
    "accounts.busy": _("Many people are logging in at this moment. Try again in some seconds."),
    "event.accounts.created_body": _("added a body"),
    "event.accounts.created_person": _("added a person"),
    "event.accounts.gave_office": _("gave an office"),
    "event.accounts.ended_office": _("ended an office"),
    "event.accounts.switched_on": _("switched a log-in on"),
    "event.accounts.switched_off": _("switched a log-in off"),
    "event.accounts.reset_password": _("made a new first password"),
    "event.accounts.changed_password": _("changed the own password"),
    "event.accounts.switched_office": _("changed the office"),
    "event.accounts.logged_in": _("logged in"),
    "event.accounts.logged_out": _("logged out"),
    "object.person": _("person"),
    "object.body": _("body"),
    "object.office": _("office"),
    "object.job": _("job"),
    "object.plan": _("plan"),
    "object.version": _("version"),
    "object.document": _("document"),
    "object.item": _("item"),
    "object.event": _("log"),
}
