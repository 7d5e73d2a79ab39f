"""``mt manage article``: print docs/article.md from the sentences that the page shows."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from muctieu.desk.article import as_markdown


class Command(BaseCommand):
    """Print ``docs/article.md``; a test holds the committed file to it."""

    help = "print docs/article.md"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("\n".join(as_markdown()))
