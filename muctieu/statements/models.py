"""The tables of the room; Django looks for them here."""

from muctieu.statements.review.models import KeptClaim, Opinion, Review, Synonym, SynonymVersion

__all__ = ["KeptClaim", "Opinion", "Review", "Synonym", "SynonymVersion"]
