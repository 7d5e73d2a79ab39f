"""What other programs find in the same Vietnamese text, timed inside their own environment.

Run by ``bench/reader.py``: ``text_readers.py WAY TEXT``, where WAY is ``dateparser`` or
``recognizers``. Prints ``{"seconds": s, "found": n}``: processor seconds of one pass after a short
warm-up, imports not counted. Recognizers knows no Vietnamese; Spanish writes its numbers alike.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

warnings.simplefilter("ignore")


def dateparser_search(text: str) -> int:
    from dateparser.search import search_dates

    return len(search_dates(text, languages=["vi"]) or [])


def recognizers_number(text: str) -> int:
    from recognizers_number import Culture, recognize_number

    return len(recognize_number(text, Culture.Spanish))


WAYS: dict[str, Callable[[str], int]] = {
    "dateparser": dateparser_search,
    "recognizers": recognizers_number,
}


def main() -> None:
    way, text = WAYS[sys.argv[1]], Path(sys.argv[2]).read_text(encoding="utf-8")
    way(text[:400])
    began = time.process_time()
    found = way(text)
    print(json.dumps({"seconds": time.process_time() - began, "found": found}))


if __name__ == "__main__":
    main()
