"""Which elements of HTML are kept, and what becomes of the others; what is in no set is a plain wrapper."""

from __future__ import annotations


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: kept as they are, without attributes but a few
KEPT = _names(
    "p div section article aside header footer main nav address hgroup h1 h2 h3 h4 h5 h6 "
    "ul ol li dl dt dd blockquote pre figure figcaption details summary center "
    "table caption colgroup col thead tbody tfoot tr td th "
    "b i u s em strong sub sup small big code tt kbd samp var cite q mark ins del strike span abbr dfn "
    "br hr ruby rt rp"
)
#: read until their end tag, whatever they hold
RAW = _names("script style title textarea xmp listing plaintext iframe noembed noframes noscript")
#: of these, what a browser shows
SHOWN_RAW = frozenset(("xmp", "listing", "plaintext"))
#: taken out with what is inside
REMOVED = _names("svg math template select datalist object applet video audio canvas map xml frameset")
#: what a label stands in the place of
BOXED = _names("svg math object applet video audio canvas iframe embed")
#: what a reader fills in
FIELDS = frozenset(("input", "textarea", "select"))
VOID = frozenset(("br", "hr", "col", "img"))
#: not kept, and never with anything inside
LONE = _names(
    "html head body img input link meta base source track param embed area keygen frame bgsound wbr"
)
#: elements that a browser closes by itself, so that their start tags say nothing about depth
MULTIPLE = _names("p li dt dd tr td th thead tbody tfoot colgroup caption rt rp")
#: elements that a browser opens again in each paragraph until they are closed
FORMATTING = _names("b i u s em strong small big code tt strike")
#: elements that stand on lines of their own
BLOCKS = _names(
    "body p div section article aside header footer main nav address hgroup h1 h2 h3 h4 h5 h6 "
    "ul ol li dl dt dd blockquote pre figure figcaption details summary center hr "
    "table caption colgroup col thead tbody tfoot tr td th"
)
