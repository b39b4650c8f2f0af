"""Words of parties: their kinds, codes and facts, and what is wrong with a row of a sheet."""

from django.utils.translation import gettext_lazy as _

from silian.labels.words import Words

PARTY_WORDS: dict[str, Words] = {
    "verb.parties.read": _("see parties"),
    "verb.parties.manage": _("take in and change parties"),
    "verb.parties.import": _("import parties"),
    "verb.parties.merge": _("merge parties"),
    "party_kind.person": _("person"),
    "party_kind.organization": _("organization"),
    "party_kind.consortium": _("consortium"),
    "party_kind.body": _("body"),
    "party_kind.team": _("team"),
    "name_kind.official": _("name"),
    "name_kind.short": _("short name"),
    "name_kind.english": _("English name"),
    "attribute.founded_on": _("day of founding"),
    "attribute.nature": _("nature"),
    "attribute.registration_type": _("registration type"),
    "attribute.size": _("size of enterprise"),
    "nature.government": _("government organ"),
    "nature.public_institution": _("public institution"),
    "nature.social_group": _("social group"),
    "nature.private_nonprofit": _("private non-profit institution"),
    "nature.foundation": _("foundation"),
    "nature.enterprise": _("enterprise"),
    "nature.individual_business": _("individual business"),
    "nature.farmer_cooperative": _("farmers' cooperative"),
    "nature.other": _("other nature"),
    "registration_type.domestic": _("domestic capital"),
    "registration_type.hmt": _("capital from Hong Kong, Macao or Taiwan"),
    "registration_type.foreign": _("foreign capital"),
    "size.large": _("large enterprise"),
    "size.medium": _("medium enterprise"),
    "size.small": _("small enterprise"),
    "size.micro": _("micro enterprise"),
    "scheme.uscc": _("unified social credit code"),
    "scheme.internal_number": _("internal number"),
    "scheme.organization_code": _("organization code"),
    "scheme.registration_number": _("business registration number"),
    "scheme.other": _("another code"),
    "ground.same_identifier": _("the same code"),
    "ground.same_name": _("the same name in the same district"),
    "ground.same_core": _("the same name but for legal form and region"),
    "ground.near_name": _("names that differ by a slip"),
    "party_field.name": _("name"),
    "party_field.uscc": _("unified social credit code"),
    "party_field.number": _("internal number"),
    "party_field.region": _("district"),
    "party_field.address": _("address"),
    "party_field.industry": _("industry"),
    "party_field.founded_on": _("day of founding"),
    "party_field.nature": _("nature"),
    "party_field.registration_type": _("registration type"),
    "party_field.size": _("size of enterprise"),
    "party_field.short_name": _("short name"),
    "party_field.english_name": _("English name"),
    "party_field.employer": _("employer"),
    "party_field.role": _("post"),
    "party_fact.name": _("name"),
    "party_fact.identifier": _("code"),
    "party_fact.place": _("place of registration"),
    "party_fact.industry": _("industry"),
    "party_fact.attribute": _("attribute"),
    "party_fact.affiliation": _("post"),
    "party_fact.member": _("person in a post"),
    "party_fact.former_name": _("former name"),
    "party_fact.former_place": _("former place of registration"),
    "party_file.basics": _("basic facts"),
    "party_file.affiliations": _("posts"),
    "party_file.history": _("what was so before"),
    "party_file.memberships": _("registers"),
    "party_file.member": _("stands in"),
    "party_file.cases": _("cases"),
    "party_file.case": _("case"),
    "party_file.agreements": _("agreements"),
    "party_file.agreement": _("agreement"),
    "party_file.obligations": _("obligations"),
    "party_file.obligation": _("obligation"),
    "party_file.payments": _("entries of the ledger"),
    "party_file.payment": _("entry"),
    "party_file.bookings": _("bookings"),
    "party_file.booking": _("booking"),
    "import_state.opened": _("columns not chosen yet"),
    "import_state.waiting": _("waiting"),
    "import_state.running": _("being read"),
    "import_state.done": _("done"),
    "import_outcome.created": _("new"),
    "import_outcome.updated": _("changed"),
    "import_outcome.same": _("nothing new"),
    "import_outcome.bad": _("not taken in"),
    "job_kind.parties.import": _("Import parties"),
    "object.party": _("party"),
    "object.party_import": _("import of parties"),
    "event.parties.created": _("took in a party"),
    "event.parties.changed": _("changed a party"),
    "event.parties.merged": _("merged two parties"),
    "event.parties.unmerged": _("took back a merge"),
    "event.parties.opened_file": _("opened a person's file"),
    "event.parties.import_asked": _("asked to import parties"),
    "event.parties.imported_rows": _("took in rows of an import"),
    "event.parties.imported": _("imported parties"),
    "event.parties.exported": _("exported the list of parties"),
}

PARTY_REFUSALS: dict[str, Words] = {
    "parties.empty_term": _("The end %(ends_on)s is not after the beginning %(starts_on)s."),
    "parties.wrong_kind": _("A party of the kind “%(party_kind)s” has no “%(fact)s”."),
    "parties.no_such_fact": _("The party has no such entry any more; open it again."),
    "parties.no_such_party": _("There is no such party, or it is not for your office."),
    "parties.uscc_length": _(
        "A unified social credit code has 18 characters; “%(value)s” has %(found)s."
    ),
    "parties.uscc_character": _(
        "Character %(position)s of the unified social credit code cannot be “%(found)s”. "
        "Possible: %(allowed)s."
    ),
    "parties.uscc_check": _(
        "Character %(position)s of the unified social credit code should be %(expected)s; "
        "you wrote %(found)s."
    ),
    "parties.bad_code": _("“%(value)s” is no %(scheme)s; it is written like %(wanted)s."),
    "parties.bad_name": _("A name has 1 to %(allowed)s characters; this one has %(found)s."),
    "parties.bad_industry": _("“%(value)s” is no industry of GB/T 4754."),
    "parties.bad_region": _("The region code “%(value)s” is not six digits."),
    "parties.bad_attribute": _("“%(value)s” is not possible here. Possible: %(known)s."),
    "parties.changed_meanwhile": _(
        "%(by_name)s has changed this party since you opened it. Open it again."
    ),
    "parties.identifier_taken": _("The code %(value)s is held by “%(holder)s” in that time."),
    "parties.already_merged": _("This party was merged into another one. Open that one."),
    "parties.not_merged": _("There is no such merge, or a later merge stands on it."),
    "parties.merge_same": _("A party is not merged with itself."),
    "parties.merge_kinds": _("A person and an organization are not merged."),
    "parties.merge_two_codes": _(
        "Both have a code of their own at the same time: %(kept)s and %(other)s. "
        "Correct the wrong one first."
    ),
    "parties.purpose_needed": _("State for what purpose you open the file of a person."),
    "parties.unknown_choice": _("The list knows no “%(value)s”. It knows: %(known)s."),
    "parties.no_name_column": _("No column is chosen for the name. The sheet has: %(heads)s."),
    "parties.two_columns": _("Two columns are chosen for “%(party_field)s”: %(heads)s."),
    "parties.wrong_column": _(
        "Parties of this kind have no “%(party_field)s”. Possible: %(known)s."
    ),
    "parties.import_begun": _("This import has begun already."),
    "parties.import_columns": _("The sheet has %(wanted)s columns; you chose for %(found)s."),
    "parties.importing": _("%(taken)s rows read, %(bad)s of them not taken in"),
    "parties.cell_missing": _("“%(party_field)s” is empty."),
    "parties.cell_no_day": _("“%(value)s” under “%(party_field)s” is no day."),
    "parties.cell_region": _(
        "“%(value)s” under “%(party_field)s” names %(count)s regions; write the six digits."
    ),
    "parties.cell_word": _("“%(value)s” under “%(party_field)s” is unknown. Possible: %(known)s."),
    "parties.row_namesake": _(
        "There is a party of this name already (%(holder)s). Add its code or number."
    ),
    "parties.row_employer": _(
        "The employer “%(value)s” fits %(count)s parties; write its credit code."
    ),
    "parties.row_contradicts": _(
        "Another row of this sheet says “%(value)s” for the same party, this one “%(found)s”."
    ),
    "parties.row_updated": _("Changed: %(party_facts)s."),
    "parties.returned_row": _("Row in the sheet"),
    "parties.returned_reason": _("Reason"),
}
