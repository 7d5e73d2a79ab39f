"""Drafts kept: what was renewed in each, what was left and why, in both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from muctieu.core.models import User
from muctieu.statements.fill import drafting
from muctieu.statements.fill.models import Draft
from muctieu.statements.fill.package import open_package
from muctieu.statements.review.keeping import Reader, brought_by_colleagues, posts_of

_LONGEST_NAME = 200


def visible_to(user: User, day: dt.date) -> QuerySet[Draft]:
    """The drafts somebody may see: their own and those of colleagues of their unit."""
    return Draft.objects.filter(brought_by_colleagues(user, day))


def make(
    content: bytes, name: str, renewing: drafting.Renewing, site: str, reader: Reader
) -> Draft:
    """Make a draft of a report and keep it.

    Raises ``FormRefused``, ``FileRefused`` and ``Unreadable``, each with one sentence.
    """
    made = drafting.draft_of(open_package(content), renewing, site)
    post = posts_of(reader.by, reader.today).first()
    return Draft.objects.create(
        by=reader.by,
        unit_id=post.unit_id if post else None,
        made_at=reader.at,
        name=name[:_LONGEST_NAME],
        was_on=renewing.was_on,
        as_of=renewing.asking.as_of,
        position=renewing.asking.known.position,
        content=made.content,
        told=told_of(made),
    )


def told_of(made: drafting.Draft) -> Mapping[str, Any]:
    """What a page tells of a draft: ``renewed``, ``left`` and ``days``."""
    return {
        "renewed": [
            {
                "old": one.old,
                "new": one.figure.text,
                "figure": one.figure.meaning,
                "link": one.figure.link,
                "around": one.around,
            }
            for one in made.renewed
        ],
        "left": [
            {"old": one.old, "vi": one.why.vi, "en": one.why.en, "around": one.around}
            for one in made.left
        ],
        "days": list(made.days),
        "origins": sorted({one.figure.origin for one in made.renewed}),
    }
