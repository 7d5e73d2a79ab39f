"""Percentages left open until the next figure of the sentence is read."""

import re
from itertools import pairwise

from muctieu.statements.read.meaning.figures import Figure, set_relation
from muctieu.statements.read.meaning.neighbours import ONLY_TIME

# "đỗ 83,1%, tăng 2%": what follows tells the same percentage's change.
_SAME_SUBJECT = re.compile(r"\s*[,(]?\s*")


def settle_from_behind(figures: list[Figure]) -> None:
    """A percentage left open goes by the next one, when that is told in the same way.

    Without a verb in a list of growths it is a growth ("… 12,24%; … tăng 11,3%"); beside another
    year's percentage of the plan it is one, too ("2017 đạt 89%, năm 2018 đạt 97% dự toán").
    """
    for figure, after in pairwise(figures):
        if figure.rule == "no-verb" and after.is_percent and after.relation == "growth":
            if _SAME_SUBJECT.fullmatch(after.gap):
                set_relation(after, "change", "change-of-a-share")
            else:
                set_relation(figure, "growth", "like-the-next", (("growth", 0.7), ("share", 0.3)))
        elif _planned_beside(figure, after):
            set_relation(figure, "percent_of_plan", "like-the-next", tuple(after.readings))


def _planned_beside(figure: Figure, after: Figure) -> bool:
    alone = figure.rule == "reach-alone" and figure.base is None
    timed = ONLY_TIME.fullmatch(after.phrase.lower()) is not None
    return alone and timed and after.relation == "percent_of_plan"


def share_bases(figures: list[Figure]) -> None:
    """Give "tăng 5,4% và 17,2% so với cùng kỳ" one base for both."""
    for figure, after in pairwise(figures):
        listed = after.before.role is None and figure.relation == after.relation
        together = after.inherited or (listed and re.fullmatch(r"\s*(?:,|và)\s*", after.gap))
        if together and figure.base is None and after.base is not None:
            figure.base, figure.base_kind = after.base, after.base_kind
            if figure.relation == "share" and after.relation != "share":
                set_relation(figure, after.relation, "like-the-next")
