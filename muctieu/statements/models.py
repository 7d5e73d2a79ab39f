"""The tables of the room; Django looks for them here."""

from muctieu.statements.fill.models import Blank, Tie, TieVersion
from muctieu.statements.review.models import KeptClaim, Opinion, Review, Synonym, SynonymVersion

__all__ = [
    "Blank",
    "KeptClaim",
    "Opinion",
    "Review",
    "Synonym",
    "SynonymVersion",
    "Tie",
    "TieVersion",
]
