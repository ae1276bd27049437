"""Documents with a name at every place where one can stand, and a search that finds it there."""

from __future__ import annotations

from nasty import docx, eml, html, odt, pdf, rtf
from nasty.leak import Leak

LEAKS: list[Leak] = [*docx.LEAKS, *odt.LEAKS, *html.LEAKS, *eml.LEAKS, *rtf.LEAKS, *pdf.LEAKS]
