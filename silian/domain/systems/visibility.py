"""What a reader may see of a record: classes of fields, and seals that open at a stage."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from silian.domain.systems.fields import Field, FieldClass, FieldSet


def visible(
    fieldset: FieldSet,
    record: Mapping[str, object],
    classes: Collection[FieldClass],
    reached: Collection[str] = (),
) -> dict[str, object]:
    """The part of a record that a reader of these classes may see; what is public everybody may.

    A sealed field is seen by a reader who has the class ``sealed``, and only once the stage that
    opens it has been reached: before, by nobody. The fields of a group take the class of the field
    around it, as that is what the manifest decided; those that are sealed or personal keep their
    own beside it. A group or row with nothing to see is left out, as is what the form does not
    know.

    Args:
        record: typed values or JSON, of the fields of ``fieldset``.
        reached: the stages that the case has been in, the present one included.
    """
    reader = _Reader(frozenset(classes) | {FieldClass.PUBLIC}, frozenset(reached))
    return reader.record(fieldset.fields, record, None)


@dataclass(frozen=True, slots=True)
class _Reader:
    classes: frozenset[FieldClass]
    reached: frozenset[str]

    def record(
        self, fields: tuple[Field, ...], record: Mapping[str, object], around: Field | None
    ) -> dict[str, object]:
        seen: dict[str, object] = {}
        for field in fields:
            if field.id not in record:
                continue
            value = record[field.id]
            if field.group is not None:
                value = self._group(field, value)
                if value:
                    seen[field.id] = value
            elif self._may(field) if around is None else self._may_inside(field, around):
                seen[field.id] = value
        return seen

    def _may_inside(self, field: Field, around: Field) -> bool:
        keeps_own = field.field_class is FieldClass.SEALED or bool(field.personal)
        return self._may(around) and (not keeps_own or self._may(field))

    def _may(self, field: Field) -> bool:
        if field.field_class is FieldClass.SEALED and field.open_at not in self.reached:
            return False
        return field.field_class in self.classes

    def _group(self, field: Field, value: object) -> object:
        if field.group is None:
            return None
        inner = field.group.fields
        if isinstance(value, Mapping):
            return self.record(inner, value, field)
        if isinstance(value, list | tuple):
            rows = [self.record(inner, row, field) for row in value if isinstance(row, Mapping)]
            return type(value)(row for row in rows if row)
        return None
