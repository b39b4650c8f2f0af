"""Rows of a spreadsheet become parties: what is new, what differs, what is wrong."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from silian.adapters.industries import industries
from silian.adapters.regions import region_names
from silian.domain.kernel.events import canonical
from silian.domain.parties import party as domain
from silian.domain.parties.columns import Field, Problem, RowFacts, read_row
from silian.domain.parties.dates import Term
from silian.domain.parties.identifiers import Scheme
from silian.domain.parties.merging import family_of, united
from silian.domain.parties.offices import Actor, Reach, day_of
from silian.domain.parties.party import (
    Add,
    Fact,
    PartyKind,
    apply,
    change_facts,
    slot_of,
)
from silian.services.parties.access import merges_in, root_of
from silian.services.parties.changing import PERSON_PREFIX, new_party, next_numbers
from silian.services.parties.facts import (
    Row,
    load,
    normal_name,
    row_of,
    said,
    save_rows,
    strike,
)
from silian.services.parties.showing import SHOWN, show_today
from silian.store.parties.models import Identifier, ImportLine, Party, PartyImport, PartyName

Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A row as it was read. ``key`` is what makes two rows of a portion the same party."""

    number: int
    cells: Cells
    facts: RowFacts
    problems: tuple[Problem, ...]

    def key(self, kind: PartyKind) -> str:
        """The code, or else the name for comparison."""
        if self.facts.key:
            return f"{self.facts.key.scheme}:{self.facts.key.value}"
        return f"name:{normal_name(kind, self.facts.name)}"


@dataclass(slots=True)
class Work:
    """What a portion comes to, before anything is saved."""

    created: list[tuple[Parsed, Party]] = field(default_factory=list)
    updated: list[tuple[Parsed, Party]] = field(default_factory=list)
    same: int = 0
    lines: list[ImportLine] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    struck: list[Fact] = field(default_factory=list)


class Reader:
    """Reads rows by the columns that were chosen."""

    def __init__(self, kind: PartyKind, places: Mapping[Field, int], home: str) -> None:
        self._kind = kind
        self._places = places
        self._home = home
        self._industries = industries()
        self._regions = _finder(home)

    def read(self, number: int, cells: Cells) -> Parsed:
        """A row with everything that is wrong with it."""
        named = {
            field: cells[place] if place < len(cells) else ""
            for field, place in self._places.items()
        }
        facts, problems = read_row(named, self._kind, self._industries, self._regions, self._home)
        return Parsed(number, cells, facts, problems)


class Portion:
    """Some rows of an import, none of them the same party, taken in together."""

    def __init__(self, batch: PartyImport, rows: Sequence[Parsed], by: Actor, at: datetime) -> None:
        self._batch = batch
        self._rows = rows
        self._by = by
        self._at = at
        self._kind = PartyKind(batch.kind)
        self._reach = Reach((batch.region,), (batch.region,))
        self._work = Work()

    def take_in(self) -> Work:
        """Say what becomes of each row, and save it unless the import is dry."""
        good = []
        for row in self._rows:
            if row.problems:
                self._refuse(row, row.problems)
            else:
                good.append(row)
        holders = self._holders(good)
        known = self._named(row for row in good if row.facts.key is None)
        employers = self._employers(good)
        families, facts = self._known_facts(holders.values())
        new: list[tuple[Parsed, tuple[domain.Content, ...]]] = []
        for row in good:
            contents, problem = self._contents(row, employers)
            holder = holders.get(row.key(self._kind))
            namesake = known.get(normal_name(self._kind, row.facts.name))
            if problem:
                self._refuse(row, [problem])
            elif holder is not None:
                self._update(row, holder, contents, families[holder.id], facts)
            elif row.facts.key is None and namesake:
                values = {"name": row.facts.name, "holder": namesake}
                self._refuse(row, [Problem("parties.row_namesake", values)])
            else:
                new.append((row, contents))
        self._create(new)
        if not self._batch.is_dry:
            self._save()
        return self._work

    def digest(self) -> str:
        """A hash over what was added, for the log."""
        return hashlib.sha256(
            canonical([said(row) for row in self._work.rows]).encode()
        ).hexdigest()

    def _holders(self, rows: Iterable[Parsed]) -> dict[str, Party]:
        """The parties that hold the codes of the rows on the import's day or later, locked."""
        codes = [row.facts.key.value for row in rows if row.facts.key]
        is_person = self._kind is PartyKind.PERSON
        scheme = Scheme.INTERNAL_NUMBER if is_person else Scheme.USCC
        wanted = Term(self._batch.as_of)
        held = Identifier.objects.within(self._reach).filter(
            scheme=scheme, value__in=codes, struck_at=None
        )
        parties: dict[str, str] = {}
        for one in held.order_by("-starts_on", "id"):
            if Term(one.starts_on, one.ends_on).overlaps(wanted):
                parties[f"{one.scheme}:{one.value}"] = one.party_id
        found = self._locked(parties.values())
        return {key: found[party] for key, party in parties.items()}

    def _locked(self, ids: Iterable[str]) -> dict[str, Party]:
        rows = Party.objects.within(self._reach).select_for_update(of=("self",))
        found = {row.id: row for row in rows.filter(pk__in=set(ids)).order_by("id")}
        return {party: root_of(row) if row.merged_into_id else row for party, row in found.items()}

    def _named(self, rows: Iterable[Parsed]) -> dict[str, str]:
        """Names without a code that some party has already, with that party's code or number."""
        normals = [normal_name(self._kind, row.facts.name) for row in rows]
        found = PartyName.objects.within(self._reach).filter(normal__in=normals, struck_at=None)
        of_kind = (
            found.filter(party__kind=PartyKind.PERSON)
            if self._kind is PartyKind.PERSON
            else found.exclude(party__kind=PartyKind.PERSON)
        )
        listed = of_kind.select_related("party").order_by("id")
        return {one.normal: one.party.uscc or one.party.number or one.value for one in listed}

    def _employers(self, rows: Iterable[Parsed]) -> dict[str, list[str]]:
        """The organizations that the rows name as employers, by code or by name."""
        texts = {row.facts.employer for row in rows if row.facts.employer}
        if not texts:
            return {}
        found: dict[str, set[str]] = defaultdict(set)
        codes = Identifier.objects.within(self._reach).filter(
            scheme=Scheme.USCC, value__in=texts, struck_at=None
        )
        for value, party in codes.order_by("id").values_list("value", "party_id"):
            found[value].add(party)
        by_normal = {normal_name(PartyKind.ORGANIZATION, text): text for text in texts}
        names = PartyName.objects.within(self._reach).filter(normal__in=by_normal, struck_at=None)
        names = names.exclude(party__kind=PartyKind.PERSON).filter(party__merged_into=None)
        for normal, party in names.order_by("id").values_list("normal", "party_id"):
            found[by_normal[normal]].add(party)
        return {text: sorted(parties) for text, parties in found.items()}

    def _contents(
        self, row: Parsed, employers: Mapping[str, list[str]]
    ) -> tuple[tuple[domain.Content, ...], Problem | None]:
        if not row.facts.employer:
            return row.facts.contents, None
        found = employers.get(row.facts.employer, [])
        if len(found) != 1:
            values = {"value": row.facts.employer, "count": len(found)}
            return row.facts.contents, Problem("parties.row_employer", values)
        return (*row.facts.contents, domain.Affiliation(found[0], row.facts.role)), None

    def _known_facts(
        self, parties: Iterable[Party]
    ) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[Fact, ...]]]:
        """Families and standing facts of parties that rows may change."""
        roots = {party.id for party in parties}
        merges = [(m.kept_id, m.other_id) for m in merges_in(self._reach, None, roots)]
        families = {root: family_of(root, merges) for root in roots}
        members = sorted({one for family in families.values() for one in family})
        return families, load(members, self._reach)

    def _update(
        self,
        row: Parsed,
        party: Party,
        contents: Iterable[domain.Content],
        family: tuple[str, ...],
        facts: dict[str, tuple[Fact, ...]],
    ) -> None:
        """Add what differs from what is known of a party on the import's day."""
        term = Term(self._batch.as_of)
        own = facts[party.id]
        seen = united(family, (fact for member in family for fact in facts[member]))
        added: list[Fact] = []
        struck: list[Fact] = []
        for content in contents:
            if _is_known(content, term, seen):
                continue
            if told := self._contradicted(content, own):
                values = {"value": _shown(told.content), "found": _shown(content)}
                self._refuse(row, [Problem("parties.row_contradicts", values)])
                return
            painted = change_facts(own, Add(content, term))
            own = apply(own, painted)
            struck += [fact for fact in painted.struck if fact.id]
            added += painted.added
        if not added:
            self._work.same += 1
            return
        fresh = {id(fact) for fact in own}
        new = [fact for fact in added if id(fact) in fresh]
        self._work.struck += struck
        self._work.rows += [self._row(fact, party, row) for fact in new]
        others = (fact for member in family[1:] for fact in facts[member])
        show_today(party, [*own, *others], day_of(self._at))
        party.revision += 1
        party.changed_at, party.changed_by_name = self._at, self._by.name
        self._work.updated.append((row, party))
        fields = sorted({slot_of(fact.content)[0] for fact in new})
        changed = Problem("parties.row_updated", {"party_facts": fields})
        self._line(row, "updated", [changed], party.id)

    def _contradicted(self, content: domain.Content, own: Iterable[Fact]) -> Fact | None:
        """What another row of this very import said in the same slot."""
        mark = f"import:{self._batch.id}:"
        slot = slot_of(content)
        same = (f for f in own if slot_of(f.content) == slot and f.source.startswith(mark))
        return next((f for f in same if f.content != content and not f.term.ends_on), None)

    def _create(self, new: Sequence[tuple[Parsed, tuple[domain.Content, ...]]]) -> None:
        bare = [row for row, _ in new if row.facts.key is None]
        needs = len(bare) if self._kind is PartyKind.PERSON and not self._batch.is_dry else 0
        numbers = iter(next_numbers(self._batch.region, PERSON_PREFIX, needs) if needs else ())
        day, term = day_of(self._at), Term(self._batch.as_of)
        for row, contents in new:
            party = new_party(
                self._kind,
                self._batch.region,
                is_demo=self._batch.is_demo,
                by=self._by,
                at=self._at,
            )
            if self._kind is PartyKind.PERSON and row.facts.key is None:
                number = next(numbers, "")
                if number:
                    own = domain.Identifier(Scheme.INTERNAL_NUMBER, number)
                    contents = (*contents, own)
            facts = [Fact(content, term) for content in contents]
            show_today(party, facts, day)
            self._work.created.append((row, party))
            self._work.rows += [self._row(fact, party, row) for fact in facts]

    def _row(self, fact: Fact, party: Party, row: Parsed) -> Row:
        source = f"import:{self._batch.id}:{row.number}"
        return row_of(fact, party, by=self._by, at=self._at, source=source)

    def _refuse(self, row: Parsed, problems: Sequence[Problem]) -> None:
        self._line(row, "bad", problems, "", list(row.cells))

    def _line(
        self, row: Parsed, outcome: str, problems: Sequence[Problem], party: str,
        cells: list[str] | None = None,
    ) -> None:  # fmt: skip
        self._work.lines.append(
            ImportLine(
                batch=self._batch, region=self._batch.region, row=row.number, outcome=outcome,
                party_id=party, cells=cells or [],
                problems=[[one.code, _plain(one.values)] for one in problems],
            )
        )  # fmt: skip

    def _save(self) -> None:
        work = self._work
        strike(work.struck, self._reach, at=self._at)
        Party.objects.bulk_create([party for _, party in work.created])
        changed = [party for _, party in work.updated]
        if changed:
            fields = [*SHOWN, "revision", "changed_at", "changed_by_name"]
            Party.objects.within(self._reach).bulk_update(changed, fields)
        save_rows(work.rows)


def _is_known(content: domain.Content, term: Term, seen: Iterable[Fact]) -> bool:
    """Whether the leading fact on the term's first day says so already.

    A place with an address is not contradicted by a row that names the region alone.
    """
    slot = slot_of(content)
    for fact in seen:
        if slot_of(fact.content) == slot and fact.term.holds_on(term.starts_on):
            if isinstance(content, domain.Place) and isinstance(fact.content, domain.Place):
                is_bare = content.region == fact.content.region and not content.address
                same = (content.region, content.address)
                return is_bare or same == (fact.content.region, fact.content.address)
            return fact.content == content
    return False


def _shown(content: domain.Content) -> str:
    match content:
        case domain.Name(value=value) | domain.Identifier(value=value):
            return value
        case domain.Place(region=region, address=address):
            return f"{region} {address}".strip()
        case domain.Industry(code=code):
            return code
        case domain.Attribute(value=value):
            return value
        case domain.Affiliation(role=role):
            return role


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in values.items()
    }


def _finder(home: str) -> Callable[[str], tuple[str, ...]]:
    """Codes by the name of a region: those of the own province or city alone, if there are any."""
    codes: dict[str, set[str]] = defaultdict(set)
    for code, name in region_names().items():
        codes[name].add(code)

    def find(name: str) -> tuple[str, ...]:
        found = sorted(codes.get(name, ()))
        for near in (home[:4], home[:2]):
            close = tuple(code for code in found if code.startswith(near))
            if close:
                return close
        return tuple(found)

    return find
