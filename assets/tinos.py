"""Cut the four Tinos faces down to the letters that official papers need.

Run ``python assets/tinos.py FOLDER``, where FOLDER holds Tinos-Regular.ttf, -Bold, -Italic and
-BoldItalic (version 1.33, as Debian's ``fonts-croscore`` installs them). Tinos has the widths of
Times New Roman, and every Vietnamese letter, which the Liberation 1 faces lack. The result is
committed under ``muctieu/statements/fonts``; fontTools is needed for this script only.
"""

import sys
from pathlib import Path

from fontTools import subset

FACES = ("Regular", "Bold", "Italic", "BoldItalic")
# Latin with all Vietnamese letters, combining marks, Greek, punctuation, money, arrows, signs.
LETTERS = "U+0020-024F,U+02B0-03FF,U+1E00-1EFF,U+2000-22FF,U+25A0-25FF,U+FB00-FB06"
TARGET = Path(__file__).resolve().parent.parent / "muctieu" / "statements" / "fonts"


def cut(face: Path, target: Path) -> None:
    """Write the subset of one face, with kerning and hints kept."""
    subset.main(
        [
            str(face),
            f"--unicodes={LETTERS}",
            "--layout-features=*",
            "--name-IDs=*",
            "--notdef-outline",
            "--no-recalc-timestamp",
            f"--output-file={target}",
        ]
    )


def main(folder: Path) -> None:
    """Cut all faces found in one folder."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        cut(folder / f"Tinos-{face}.ttf", TARGET / f"Tinos-{face}.ttf")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
