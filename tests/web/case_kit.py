"""A district with people of every kind, parties, a call and cases, for tests of their pages."""

from dataclasses import dataclass, field
from datetime import timedelta

from silian import clock
from silian.adapters import systems as adapter
from silian.domain.parties.party import PartyKind
from silian.domain.systems.spelling import storable
from silian.services import accounts, parties
from silian.services.calls.calling import write_call
from silian.services.calls.opening import open_case
from silian.services.calls.stepping import take_step
from silian.services.systems.registry import get_system
from silian.store.accounts.models import Office
from tests import factories

POOL = "enterprise_cultivation/tech_enterprise_pool"

# A system with every type of field, a call, sealed answers, a panel and two records.
GRANT = """
manifest: 1
id: projects/test_grant
version: 1
kind: call
title: {zh: 测试资助, en: Test grant}
about: {zh: 只用于测试。, en: For tests alone.}
section: affairs
asked_by: []
covers: []
organ: [{from: 2021-01-01, office: science_bureau}]
in_force: {from: 2021-01-01}
subject: {kind: organization}
use: [contact]
fields:
  topic: {zh: 课题, en: Topic, type: text, max: 60, req: true, class: public}
  summary: {zh: 摘要, en: Summary, type: note, req: true, class: reviewers}
  kind: {zh: 阶段, en: Stage, type: enum, list: growth_stage, req: true, class: parties}
  mature_since: {zh: 成熟年份, en: Mature since, type: year, req: true, class: parties, when: "kind == 'mature'"}
  price_fen: {zh: 报价, en: Price, type: money, shown: 万元, req: true, class: sealed, open_at: under_review}
  until_on: {zh: 完成日期, en: Until, type: date, class: parties}
  members: {zh: 团队, en: Team, type: rows, of: milestone, req: true, class: parties}
  proof: {zh: 佐证, en: Proof, type: file, class: reviewers}
  inner: {zh: 内部意见, en: Internal note, type: note, class: bureau}
checks:
- {id: dates, test: "ascending(members.due_on)", zh: 日期应依次递增, en: The dates must rise, breaks: {members.0.due_on: 2029-01-01}}
example: {contact_phone: 023-55500102, topic: 低温漂传感器, summary: 摘要, kind: growth, price_fen: "18600000", members: [{title: 样片, due_on: 2027-01-31, acceptance: 检测, evidence: test_report, pay_fen: "100"}, {title: 验收, due_on: 2028-01-31, acceptance: 检测, evidence: test_report, pay_fen: "100"}]}
records:
  review:
    title: {zh: 评审表, en: Review}
    fields:
      score: {zh: 得分, en: Score, type: decimal, min: 0, max: 100, req: true, class: reviewers}
      opinion: {zh: 意见, en: Opinion, type: note, req: true, class: reviewers}
    example: {score: "80", opinion: 可行}
terms:
  fields:
    prize_fen: {zh: 资助额, en: Sum, type: money, shown: 万元, req: true, class: public}
  example: {prize_fen: "100000000"}
parameters:
  mend_days: {zh: 补正天数, en: Days to mend, type: count}
roles: {applicant: case.party, checker: projects_section.officer, head: science_bureau.head}
clocks:
  window: {until: call.closes_at, expiry: {fire: lapse}}
  check: {working_days: 5, expiry: {escalate: head}}
  mend: {working_days: 5, expiry: {escalate: head}}
procedure:
  start: draft
  terminal: [declined, accepted, lapsed]
  edges:
  - {do: submit, from: draft, to: formal_check, by: applicant, within: window}
  - {do: lapse, from: draft, to: lapsed, by: system, within: window, settles: none}
  - {do: return, from: formal_check, to: returned, by: checker, within: check, needs: defects, times: 1}
  - {do: mend, from: returned, to: formal_check, by: applicant, within: mend}
  - {do: pass, from: formal_check, to: under_review, by: checker, within: check, needs: panel, effects: [panel.invite, seals.open]}
  - {do: decide, from: under_review, to: accepted, by: head, within: check, if: reviews.locked, needs: reason, decides: accepted, settles: none}
  - {do: decline, from: [formal_check, under_review], to: declined, by: head, within: check, needs: reason, decides: declined, settles: none}
"""


def lay_systems(settings, tmp_path, **more: str) -> None:
    """A folder of the bureau's own systems with the test grant, and what is given by name."""
    folder = tmp_path / "systems" / "projects"
    folder.mkdir(parents=True)
    (folder / "test_grant.yaml").write_text(GRANT, "utf-8")
    for name, text in more.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    settings.SILIAN_SYSTEMS_DIR = str(tmp_path / "systems")
    found = adapter.library(str(tmp_path / "systems"))
    assert not found.problems, found.problems


@dataclass
class Bureau:
    """Who acts, by name, and the ids of what they have."""

    actors: dict = field(default_factory=dict)
    party: str = ""
    other_party: str = ""
    expert_party: str = ""


def make_outsider(region, role, party, at):
    """Somebody who acts for a party."""
    user = factories.make_user()
    office = factories.make_office(user, region, role)
    Office.objects.of_person(user.id).update(party_id=party)
    return accounts.actor_of(user_id=user.id, at=at, office_id=office.id)


def make_bureau(
    region: str = "990101", names=("云帆智能装备有限公司", "望岳新材料有限公司")
) -> Bureau:
    """An officer, another one, a head, an agent of the first party, an expert."""
    at, made = clock.now(), Bureau()
    for name, role in (("officer", "desk_officer"), ("second", "planner"), ("head", "bureau_head")):
        made.actors[name] = factories.make_actor(region, role, at=at)
    by = made.actors["officer"]
    kinds = ((names[0], PartyKind.ORGANIZATION), (names[1], PartyKind.ORGANIZATION),
             ("温如言", PartyKind.PERSON))  # fmt: skip
    ids = [parties.create_party(kind=kind, name=name, facts=[], by=by, at=at).id
           for name, kind in kinds]  # fmt: skip
    made.party, made.other_party, made.expert_party = ids
    made.actors["agent"] = make_outsider(region, "agent", ids[0], at)
    made.actors["rival"] = make_outsider(region, "agent", ids[1], at)
    made.actors["expert"] = make_outsider(region, "expert", ids[2], at)
    return made


def example(system: str) -> dict:
    """The example of a system as a record, without what is held."""
    manifest = get_system(system)
    held = {one.id for one in manifest.fields.held}
    data = {key: value for key, value in manifest.data["example"].items() if key not in held}
    return storable(manifest.fields, data)


def make_call(bureau: Bureau, system: str = "projects/test_grant", title: str = "传感器资助"):
    """A call that is open now."""
    at = clock.now()
    call = write_call(
        system=system, title=title, terms={"prize_fen": 100_000_000}, parameters={"mend_days": "5"},
        opens_at=at - timedelta(days=1), closes_at=at + timedelta(days=30),
        by=bureau.actors["officer"], at=at,
    )  # fmt: skip
    for do, who in (("hand_over", "officer"), ("check", "second"), ("open", "head")):
        take_step(case_id=call.pk, do=do, by=bureau.actors[who], at=at)
    return call


def make_case(bureau: Bureau, system: str = POOL, title: str = "云帆智能装备有限公司", **more):
    """A case with its example filled in, at the start of its procedure."""
    return open_case(
        system=system, party=bureau.party, title=title, data=example(system),
        by=bureau.actors[more.pop("who", "officer")], at=clock.now(), **more,
    )  # fmt: skip
