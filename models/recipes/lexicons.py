"""Compile the lexicon of each language from name, place and running-text sources.

    python models/recipes/lexicons.py --data PATH/TO/data

Reads ``lexicons/`` and ``raw/`` below the data folder; writes ``src/casekit/lang/<code>/lexicon.tsv.gz``:
one line a folded form, ``form TAB letters`` (the letters are explained in ``casekit.lang.lexicon.KINDS``).
Sources and licences are listed in ``models/README.md``.
"""

from __future__ import annotations

import argparse
import gzip
import lzma
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from casekit.lang import SUPPORTED, get_language

OUT = Path(__file__).parents[2] / "src" / "casekit" / "lang"
#: how much running text to read a language (bytes), spread evenly over the sources
TEXT_BUDGET = 60_000_000
ORDINARY_MAX = 130_000
TOKEN = re.compile(r"(?:(?<=[^.!?…:»”\"'—–\-\n] )|(?<=, ))([^\W\d_]{2,}(?:-[^\W\d_]+)*)")
FREQUENT_GIVEN = 3_000
FREQUENT_SURNAMES = 4_000
LARGE_PLACE = 100_000


def rows(path: Path) -> Iterator[list[str]]:
    """The rows of a gzip'd TSV after its header."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            yield (line.rstrip("\n").split("\t") + ["", "", ""])[:4]


def number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


class Builder:
    """Collects letters for folded forms of one language."""

    def __init__(self, code: str, data: Path) -> None:
        self.language = get_language(code)
        self.fold = self.language.morphology.fold
        self.folder = data / "lexicons" / code
        self.raw = data / "raw" / code
        self.letters: dict[str, set[str]] = defaultdict(set)

    def add(self, name: str, letters: str, *, words: int = 1) -> None:
        """Add letters to a name of at most that many words (hyphens count as one word)."""
        folded = " ".join(self.fold(name).split())
        if len(folded) > 1 and folded.count(" ") < words and not any(c.isdigit() for c in folded):
            self.letters[folded] |= set(letters)

    def given(self) -> None:
        for pattern in ("MIN_given.*", "given_immigrant.*"):
            for path in self.folder.glob(pattern):
                ranked = sorted(rows(path), key=lambda r: -number(r[2]))
                for rank, (name, gender, count, _) in enumerate(ranked):
                    letters = gender if gender in ("m", "f") else "mf"
                    if rank < FREQUENT_GIVEN and number(count) > 0:
                        letters += "g"
                    self.add(name, letters)
        for pattern in ("nicknames*", "diminutives*"):
            for path in self.folder.glob(pattern):
                for name, *_ in rows(path):
                    self.add(name, "d")

    def surnames(self) -> None:
        for pattern in ("MIN_surnames.*", "surnames_immigrant.*"):
            for path in self.folder.glob(pattern):
                ranked = sorted(rows(path), key=lambda r: -number(r[2]))
                for rank, (name, _, count, _) in enumerate(ranked):
                    frequent = rank < FREQUENT_SURNAMES and number(count) > 0
                    self.add(name, "sS" if frequent else "s")
        for path in self.folder.glob("MIN_patronymics.*"):
            for name, *_ in rows(path):
                self.add(name, "p")

    def places(self) -> None:
        for path in self.folder.glob("places*"):
            for name, _, count, extra in rows(path):
                population = number(count) * (1000 if "ru-cities" in path.name else 1)
                large = population >= LARGE_PLACE or extra.startswith("admin1")
                self.add(name.removesuffix(" kommun"), "lL" if large else "l", words=3)
        for path in self.folder.glob("countries*"):
            for name, *_ in rows(path):
                self.add(name, "lL", words=3)

    def occupations(self) -> None:
        for path in self.folder.glob("occupations*"):
            for name, *_ in rows(path):
                self.add(name, "o", words=4)

    def ordinary(self) -> None:
        lower: Counter[str] = Counter()
        capital: Counter[str] = Counter()
        sources = sorted(self.raw.glob("*.xz"))
        for path in sources:
            left = TEXT_BUDGET // len(sources)
            with lzma.open(path, "rt", encoding="utf-8", errors="ignore") as lines:
                for line in lines:
                    left -= len(line)
                    if left < 0:
                        break
                    for word in TOKEN.findall(line):
                        (lower if word[0].islower() else capital)[self.fold(word)] += 1
        chosen = [
            word
            for word, count in lower.most_common(ORDINARY_MAX)
            if count >= 3 and count / (count + capital[word]) >= 0.25
        ]
        for word in chosen:
            frequent = lower[word] >= 60 and lower[word] >= 4 * capital[word]
            self.letters[word] |= {"w", "W"} if frequent else {"w"}

    def nicknames(self) -> int:
        """Write ``nicknames.tsv``: folded nickname, then the full names it may stand for."""
        full: dict[str, set[str]] = defaultdict(set)
        path = OUT / self.language.code / "nicknames.tsv"
        for line in path.read_text("utf-8").splitlines():  # pairs that were added by hand stay
            nickname, _, names = line.partition("\t")
            full[nickname] |= set(names.split())
        for pattern in ("nicknames*", "diminutives*"):
            for source in self.folder.glob(pattern):
                for nickname, _, _, names in rows(source):
                    full[self.fold(nickname)] |= {self.fold(n) for n in re.split(r"[,|/ ]+", names) if n}
        lines = [
            f"{nickname}\t{' '.join(sorted(names))}\n" for nickname, names in sorted(full.items()) if names
        ]
        path.write_text("".join(lines), "utf-8")
        return len(lines)

    def write(self) -> int:
        lines = (f"{form}\t{''.join(sorted(letters))}\n" for form, letters in sorted(self.letters.items()))
        blob = gzip.compress("".join(lines).encode("utf-8"), 9, mtime=0)
        (OUT / self.language.code / "lexicon.tsv.gz").write_bytes(blob)
        return len(blob)


def main() -> None:
    """Build the lexicon of every language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--languages", nargs="*", default=list(SUPPORTED))
    options = parser.parse_args()
    for code in options.languages:
        builder = Builder(code, options.data)
        builder.given()
        builder.surnames()
        builder.places()
        builder.occupations()
        builder.ordinary()
        print(
            f"{code}: {len(builder.letters)} forms, {builder.write():,} bytes, "
            f"{builder.nicknames()} nicknames"
        )


if __name__ == "__main__":
    main()
