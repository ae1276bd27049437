"""The proof: a written file is taken apart again and searched for everything that was replaced in it.

What a reader of the file sees must be the text of the case and no more. Everywhere else (properties, values
of tags, names of parts, streams, bytes between parts, and what is packed or encoded in them) nothing may stand
that was replaced or that only the original file knew. The formats' own words are no leak where the format has
them: a person may be called Mark, and a font Georgia.
"""

from __future__ import annotations

from casekit.read.proof.proving import prove

__all__ = ["prove"]
