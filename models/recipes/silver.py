"""Mark persons, places and organisations in Russian text with slovnet, where no free gold exists.

    python models/recipes/silver.py --data PATH/TO/data --slovnet DIR --out FILE.jsonl.gz

``--slovnet`` is a folder with slovnet's tagger and navec's vectors as natasha 1.6 ships them (MIT). Reads the
sentences of RuSentNE; what it marks itself stays.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path

from navec import Navec
from slovnet import NER

TYPES = {"PER": "PERSON", "LOC": "LOCATION", "ORG": "ORGANIZATION"}


def main() -> None:
    """Parse the options and write the marked sentences."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--slovnet", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    tagger = NER.load(options.slovnet / "slovnet_ner_news_v1.tar")
    tagger.navec(Navec.load(options.slovnet / "navec_news_v1_1B_250K_300d_100q.tar"))
    texts = []
    for path in sorted((options.data / "ner" / "ru").glob("rusentne-partial.*.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts += [(row["text"], row["spans"]) for row in map(json.loads, lines)]
    with gzip.open(options.out, "wt", encoding="utf-8") as out:
        for number, (text, spans) in enumerate(texts):
            found = [[s.start, s.stop, TYPES[s.type]] for s in tagger(text).spans]
            own = [s[:3] for s in spans if not any(f[0] < s[1] and s[0] < f[1] for f in found)]
            row = {"id": f"silver-{number}", "text": text, "spans": sorted(found + own)}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
