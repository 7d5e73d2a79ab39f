"""``mt bench NAME``: run one bench; ``--json`` prints one object instead of a table."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent


def names() -> list[str]:
    """The benches there are: every script beside this one but the harness."""
    scripts = (path.stem for path in Path(__file__).parent.glob("*.py"))
    return sorted(set(scripts) - {"run", "harness"})


def main(words: list[str]) -> int:
    """Run the bench named first; the rest of the words are its own."""
    if not words or words[0] not in names():
        print("mt bench " + " | ".join(names()), file=sys.stderr)
        return 2
    os.chdir(HERE)
    return int(importlib.import_module(f"bench.{words[0]}").main(words[1:]) or 0)


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    sys.exit(main(sys.argv[1:]))
