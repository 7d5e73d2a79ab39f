"""``mt bench reader``: the reader beside a date search and a number recogniser, on the same text.

The text is the reader's own corpus (``tests/statements/read/corpus``) mixed with sentences that have
no figures, given in one call to each. The peers return dates only, or numbers only; the claims therefore compare them
with our scan, which returns every number with its unit and every date, name and document number.
The whole reading (relations, bases, subjects, indicators, findings), for which there is no peer, is
a row of its own with its ratios. All seconds are processor seconds of one thread.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

from bench.harness import HERE, Claim, Report, alternating, parser, peer_python, say
from muctieu.statements.read.normalise import normalise
from muctieu.statements.read.reader import read
from muctieu.statements.read.scan.walk import scan
from tests.statements.read.corpus import kinds, sentences
from tests.statements.read.planted import against_registers, in_the_text

DATEPARSER = ["dateparser==1.4.1"]
# Its code needs names that emoji 2 no longer has.
RECOGNIZERS = ["recognizers-text-suite==1.0.2a2", "emoji==1.7.0", "setuptools<81"]
HOSTILE = {"digits": "7", "dots": ".", "words": "từ "}


def corpus_text() -> str:
    """The Vietnamese sentences of the corpus, each followed by one without figures.

    About one number in a hundred characters, as in the reports that the corpus imitates; the
    labelled sentences alone are three times as dense.
    """
    plain = [sentence.text for sentence in sentences("no_figures")]
    kept = [kind for kind in kinds() if kind not in {"english", "no_figures"}]
    told = [sentence.text for kind in kept for sentence in sentences(kind)]
    return "".join(f"{one}\n{two}\n" for one, two in zip(told, cycle(plain), strict=False))


def seconds_of(action: Callable[[], object]) -> float:
    """Processor seconds of ``action``: other programs on the machine do not count."""
    began = time.process_time()
    action()
    return time.process_time() - began


def peer(environment: str, packages: list[str], way: str, text: Path) -> Callable[[], float]:
    """One pass of a peer over the text, in its own environment."""
    python = peer_python(environment, packages)
    script = HERE / "bench" / "peers" / "text_readers.py"

    def one_pass() -> float:
        done = subprocess.run(
            [str(python), str(script), way, str(text)], capture_output=True, text=True, check=True
        )
        return float(json.loads(done.stdout.splitlines()[-1])["seconds"])

    return one_pass


def compare(text: str, repeats: int, report: Report) -> None:
    """Time ours and the peers in turn over the same text."""
    with tempfile.TemporaryDirectory(prefix="muctieu-reader-") as folder:
        path = Path(folder) / "corpus.txt"
        path.write_text(text, encoding="utf-8")
        read(text[:2000])
        ways = {
            "ours: numbers, units, dates": lambda: seconds_of(lambda: scan(normalise(text).text)),
            "ours: claims and findings": lambda: seconds_of(lambda: read(text)),
            "dateparser search, vi": peer("reader-dates", DATEPARSER, "dateparser", path),
            "recognizers number, es": peer("reader-numbers", RECOGNIZERS, "recognizers", path),
        }
        timings = alternating(ways, repeats)
    ours, whole, dates, numbers = timings.values()
    size = round(len(text.encode()) / 1000)
    report.rows += [timing.row(kb=size) for timing in (ours, dates, numbers)]
    report.rows.append(
        whole.row(
            kb=size,
            vs_dateparser=round(dates.median / whole.median, 1),
            vs_recognizers_number=round(numbers.median / whole.median, 1),
        )
    )
    report.claims += [
        Claim("vs_dateparser", dates.median / ours.median, 50),
        Claim("vs_recognizers_number", numbers.median / ours.median, 7),
    ]


def scanning(text: str, repeats: int, report: Report) -> None:
    """Megabytes of UTF-8 a second that the scan alone goes through."""
    normal = normalise(text).text
    megabytes = len(text.encode()) / 1e6
    seconds = sorted(seconds_of(lambda: scan(normal)) for _ in range(repeats * 2 + 1))
    report.rows.append({"what": "scan", "mb_s": round(megabytes / seconds[repeats], 2)})
    report.claims.append(Claim("scan_mb_s", megabytes / seconds[repeats], 4))


def growing(text: str, repeats: int, report: Report) -> None:
    """Ten times the text against the text."""
    # The least of several passes: what other programs take from the machine is not growth.
    small = min(seconds_of(lambda: read(text)) for _ in range(repeats * 2))
    large = min(seconds_of(lambda: read(text * 10)) for _ in range(repeats))
    report.rows.append(
        {"what": "ten times the text", "s": round(large, 3), "once_s": round(small, 4)}
    )
    report.claims.append(Claim("ten_times_the_text", large / small, 11, at_most=True))


def hostile(report: Report) -> None:
    """A megabyte of digits, of dots, of one word."""
    for name, piece in HOSTILE.items():
        text = piece * (1_000_000 // len(piece))
        seconds = seconds_of(lambda text=text: read(text))
        report.rows.append({"what": f"1 MB of {name}", "s": round(seconds, 3)})
        report.claims.append(Claim(f"hostile_{name}_s", seconds, 2, at_most=True))


def faults(report: Report) -> None:
    """Faults planted in texts: found against registers, found in the text, alarms on true texts."""
    for name, tally, bar in (
        ("registers", against_registers(100, 1), 0.99),
        ("text", in_the_text(400, 1), 0.95),
    ):
        report.rows.append(
            {
                "what": f"faults against the {name}",
                "planted": tally.faults,
                "found": tally.found,
                "true_texts": tally.texts,
                "alarms": tally.alarms,
            }
        )
        report.claims += [
            Claim(f"faults_found_{name}", tally.share_found, bar),
            Claim(f"alarms_in_20_{name}", 20 * tally.alarms / tally.texts, 1, at_most=True),
        ]


def main(words: list[str]) -> int:
    """Run the bench; the exit status is 0 when every claim holds."""
    options = parser("reader").parse_args(words)
    report = Report("reader")
    text = corpus_text()
    say("· the corpus, ours and peers in turn")
    compare(text, options.repeats, report)
    say("· the scan alone, growth, hostile texts")
    scanning(text * 3, options.repeats, report)
    growing(text, options.repeats, report)
    hostile(report)
    say("· planted faults")
    faults(report)
    return report.show(as_json=options.json)
