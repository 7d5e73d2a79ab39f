"""What the registers of an epidemic say of diseases and rules: those on file, and those shipped."""

from __future__ import annotations

from muctieu.registers.shipped import never_held
from muctieu.sectors.epidemic import models
from muctieu.sectors.epidemic.models import DISEASE, RULE
from muctieu.sectors.epidemic.rules import (
    Disease,
    Form,
    Reason,
    Rule,
    Subject,
    shipped_diseases,
    shipped_rules,
)


def diseases_watched() -> tuple[Disease, ...]:
    """The diseases as the register has them, and those shipped that it never held."""
    kept = (
        Disease(
            code=row.code, name=row.name, case_word=row.case_word, contact_word=row.contact_word,
            degrees=row.degrees, from_on=row.from_on, to_on=row.to_on, document=row.document,
            verified=row.verified,
        )
        for row in models.Disease.objects.order_by("from_on", "pk")
    )  # fmt: skip
    return (*kept, *never_held(DISEASE, shipped_diseases()))


def rules_in_force() -> tuple[Rule, ...]:
    """The rules as the register has them, and those shipped that it never held."""
    kept = (_rule(row) for row in models.EpidemicRule.objects.order_by("from_on", "pk"))
    return (*kept, *never_held(RULE, shipped_rules()))


def _rule(row: models.EpidemicRule) -> Rule:
    return Rule(
        disease=row.disease,
        subject=Subject(row.subject),
        reason=None if row.reason is None else Reason(row.reason),
        form=None if row.form is None else Form(row.form),
        place=row.place,
        value=row.value,
        words=row.words,
        from_on=row.from_on,
        to_on=row.to_on,
        document=row.document,
        verified=row.verified,
        note=row.note,
    )
