"""The tables of the room; Django looks for them here."""

from muctieu.statements.fill.models import Blank, Draft, Tie, TieVersion
from muctieu.statements.review.models import KeptClaim, Opinion, Review, Synonym, SynonymVersion

__all__ = [
    "Blank",
    "Draft",
    "KeptClaim",
    "Opinion",
    "Review",
    "Synonym",
    "SynonymVersion",
    "Tie",
    "TieVersion",
]
