"""Attributes that may be in a result, each with what its value may be: measures, colours, the format's own words.

What is not listed goes, and so does a value that could be words of a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from casekit.read.markup import Element
from casekit.read.odt.names import Names, q, short, words

_Rule = Callable[[str, Names], "str | None"]

_WORDS = words(
    """
    about-auto above above-baseline active adjacent after-section align all all-lines allow-overlap alphanumeric
    always always-visible and-next any arabic as-char auto automatic avoid background balanced baseline before
    begin-last-page behind below below-baseline bevel biggest block blinking bold bolder both bottom bottom-left
    bottom-right butt capitalize ccw cell center centered chapter char clamped clip collapse collapsing color
    column condensed connect-border continue continuous copy counterclockwise current custom dash dashed decimal
    default dense disabled disc document dot-dash dot-dot-dash dotted double double-sided down dynamic dynamic-spacing
    each-column either-side embossed end endnote engraved even even-page evenly expanded fixed fixed-leader-length
    flat font-color footnote footnotes foreground formula frame frame-content frame-end-margin frame-start-margin
    free from-inside from-left from-top full graphic greyscale groove hairline hanging height hidden hide high
    highest horizontal ideographic ideograph-alpha ignore image in-reverse-direction inherit inset inside italic
    justify keep-with-next label-alignment label-width-and-position landscape last-page layout left left-outside
    letter letters light lighter line line-break line-height linear list-header listtab loose low lowercase
    lr lr-tb ltr manual margin margins margins-both max medium middle mirrored miter mixed modern move-to-next-column
    multiple navigation never new no-limit no-repeat no-wrap none none-ltr none-rtl normal normal-list nothing
    nowrap number oblique odd odd-page off on once-concurrent once-successive only opposite-edges optimal outside
    outset page page-content page-end page-end-margin page-height page-start page-start-margin paragraph
    paragraph-content paragraph-end-margin paragraph-start-margin parallel portrait printer proportional radial
    rect relative repeat replace reset ridge right right-outside rl-tb rtl roman round run-through scale
    scale-min scroll section separating shape sheet shrink-to-fit side-by-side simple single single-sided
    skip-white-space small-caps smallest solid space stacked standard start start-indent strict sub super swiss
    system table table-cell table-column table-row tb tb-lr tb-rl text thick thin thin-dash threed title top
    top-left top-right transparent true false ttb two-color underline uppercase value variable vertical view visible
    visible-only wave width with-previous without word wrap xor dot long-dash small-wave double-line
    drawing-page extra html index list chart content lr-bt medium-dash bt-lr decorative script text-box x-symbol
    """
)
_MEASURE = re.compile(r"[-+]?(?:\d{1,7}(?:\.\d{1,12})?|\.\d{1,12})(?:cm|mm|in|pt|pc|px|em|%|\*)?", re.ASCII)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_WHOLE = re.compile(r"-?\d{1,6}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}|none|zxx")
_COUNTRY = re.compile(r"[A-Z]{2}|none|\d{3}", re.ASCII)
_MARKS = re.compile(r"[^\w]{0,3}")
_NUMBERING = ("", "1", "a", "A", "i", "I")
#: cells and rows that one element may stand for
_MOST_REPEATED = 1000


def token(value: str, _names: Names) -> str | None:
    """Measures, colours and words of the format, separated by blanks."""
    parts = value.split()
    known = all(part in _WORDS or _MEASURE.fullmatch(part) or _COLOUR.fullmatch(part) for part in parts)
    return " ".join(parts) if parts and known else None


def style(value: str, names: Names) -> str | None:
    """The name of a style."""
    return names.style(value) if value else ""


def whole(value: str, _names: Names) -> str | None:
    """A whole number."""
    return value if _WHOLE.fullmatch(value) else None


def repeated(value: str, _names: Names) -> str | None:
    """How often something stands in a row; more than a document can mean is left out."""
    return value if _WHOLE.fullmatch(value) and 0 < int(value) <= _MOST_REPEATED else None


def marks(value: str, _names: Names) -> str | None:
    """A few signs before or after a number; words that every item would begin with go."""
    return value if _MARKS.fullmatch(value) else None


def bullet(value: str, _names: Names) -> str | None:
    """The sign of a list."""
    return value if len(value) == 1 else "•"


def numbering(value: str, _names: Names) -> str | None:
    """How numbers are written; alphabets of other languages become figures."""
    return value if value in _NUMBERING else "1"


def listed(value: str, names: Names) -> str | None:
    """The identity of a list, which another may continue."""
    return names.given("list", value)


def language(value: str, _names: Names) -> str | None:
    """A code of a language."""
    return value if _LANGUAGE.fullmatch(value) else None


def country(value: str, _names: Names) -> str | None:
    """A code of a country."""
    return value if _COUNTRY.fullmatch(value) else None


def _all(rule: _Rule, words: str) -> dict[str, _Rule]:
    return dict.fromkeys(words.split(), rule)


#: formatting, on the elements whose name ends in ``-properties``
_PROPERTIES: Mapping[str, _Rule] = {
    **_all(
        token,
        """
        fo:background-color fo:border fo:border-bottom fo:border-left fo:border-right fo:border-top fo:break-after
        fo:break-before fo:color fo:column-count fo:column-gap fo:font-size fo:font-style fo:font-variant
        fo:font-weight fo:height fo:hyphenate fo:hyphenation-keep fo:hyphenation-ladder-count
        fo:hyphenation-push-char-count fo:hyphenation-remain-char-count fo:keep-together fo:keep-with-next
        fo:letter-spacing fo:line-height fo:margin fo:margin-bottom fo:margin-left fo:margin-right fo:margin-top
        fo:max-height fo:max-width fo:min-height fo:min-width fo:orphans fo:padding fo:padding-bottom
        fo:padding-left fo:padding-right fo:padding-top fo:page-height fo:page-width fo:text-align
        fo:text-align-last fo:text-indent fo:text-shadow fo:text-transform fo:widows fo:width fo:wrap-option
        style:auto-text-indent style:background-transparency style:border-line-width
        style:border-line-width-bottom style:border-line-width-left style:border-line-width-right
        style:border-line-width-top style:cell-protect style:column-width style:contextual-spacing
        style:direction style:dynamic-spacing style:editable style:first-page-number style:flow-with-text
        style:font-charset style:font-charset-asian style:font-charset-complex style:font-family-generic
        style:font-family-generic-asian style:font-family-generic-complex
        style:font-independent-line-spacing style:font-pitch style:font-pitch-asian style:font-pitch-complex
        style:font-relief style:font-size-asian style:font-size-complex style:font-size-rel style:font-style-asian
        style:font-style-complex style:font-weight-asian style:font-weight-complex style:footnote-max-height
        style:glyph-orientation-vertical style:horizontal-pos style:horizontal-rel style:join-border
        style:justify-single-word style:layout-grid-display style:layout-grid-mode style:letter-kerning
        style:line-break style:line-height-at-least style:line-spacing style:may-break-between-rows
        style:min-row-height style:number-wrapped-paragraphs style:page-number style:print-orientation
        style:punctuation-wrap style:register-true style:rel-column-width style:rel-height style:rel-width
        style:row-height style:run-through style:script-type style:shadow style:snap-to-layout-grid
        style:tab-stop-distance style:text-align-source style:text-autospace style:text-blinking style:text-combine
        style:text-emphasize style:text-line-through-color style:text-line-through-mode
        style:text-line-through-style style:text-line-through-type style:text-line-through-width
        style:text-outline style:text-overline-color style:text-overline-mode style:text-overline-style
        style:text-overline-type style:text-overline-width style:text-position style:text-rotation-angle
        style:text-rotation-scale style:text-scale style:text-underline-color style:text-underline-mode
        style:text-underline-style style:text-underline-type style:text-underline-width style:use-optimal-column-width
        style:use-optimal-row-height style:use-window-font-color style:vertical-align style:vertical-pos
        style:vertical-rel style:width style:wrap style:wrap-contour style:wrap-contour-mode
        style:wrap-dynamic-threshold style:writing-mode style:writing-mode-automatic svg:height svg:stroke-color
        svg:stroke-opacity svg:stroke-width svg:width svg:x svg:y table:align table:border-model
        text:anchor-type text:dont-balance-text-columns text:line-number text:list-level-position-and-space-mode
        text:min-label-distance text:min-label-width text:number-lines text:space-before draw:auto-grow-height
        draw:auto-grow-width draw:fill draw:fill-color draw:fit-to-size draw:opacity draw:shadow draw:shadow-color
        draw:shadow-offset-x draw:shadow-offset-y draw:shadow-opacity draw:stroke draw:textarea-horizontal-align
        draw:textarea-vertical-align draw:wrap-influence-on-position
        """,
    ),
    **_all(language, "fo:language style:language-asian style:language-complex"),
    **_all(country, "fo:country style:country-asian style:country-complex"),
    **_all(style, "style:register-truth-ref-style-name"),
    **_all(numbering, "style:num-format"),
    **_all(marks, "style:num-prefix style:num-suffix"),
}

_PARAGRAPH: Mapping[str, _Rule] = _all(style, "text:style-name")
_FRAME: Mapping[str, _Rule] = {
    **_all(style, "draw:style-name"),
    **_all(
        token,
        "text:anchor-type svg:x svg:y svg:width svg:height style:rel-width style:rel-height fo:min-width fo:min-height",
    ),
    **_all(whole, "draw:z-index text:anchor-page-number"),
}
_CELL: Mapping[str, _Rule] = {
    **_all(style, "table:style-name"),
    **_all(repeated, "table:number-columns-spanned table:number-rows-spanned table:number-columns-repeated"),
}
_COLUMN: Mapping[str, _Rule] = {
    **_all(style, "table:style-name table:default-cell-style-name"),
    **_all(repeated, "table:number-columns-repeated table:number-rows-repeated"),
}
_LEVEL: Mapping[str, _Rule] = {
    **_all(whole, "text:level text:display-levels text:start-value"),
    **_all(style, "text:style-name"),
    **_all(numbering, "style:num-format"),
    **_all(marks, "style:num-prefix style:num-suffix"),
    **_all(token, "style:num-letter-sync text:bullet-relative-size"),
}
_DROP_CAP: Mapping[str, _Rule] = {
    **_all(whole, "style:lines"),
    **_all(token, "style:length style:distance"),
    **_all(style, "style:style-name"),
}

#: the attributes of every element that may be in a result
_ATTRIBUTES: Mapping[str, Mapping[str, _Rule]] = {
    "text:p": _PARAGRAPH,
    "text:h": {
        **_PARAGRAPH,
        **_all(whole, "text:outline-level text:start-value"),
        **_all(token, "text:restart-numbering text:is-list-header"),
    },
    "text:span": _PARAGRAPH,
    "text:list": {
        **_PARAGRAPH,
        **_all(token, "text:continue-numbering"),
        **_all(listed, "xml:id text:continue-list"),
    },
    "text:list-item": {
        **_all(whole, "text:start-value"),
        **_all(style, "text:style-override"),
    },
    "text:section": _PARAGRAPH,
    "text:page-number": {
        **_all(token, "text:select-page"),
        **_all(whole, "text:page-adjust"),
        **_all(numbering, "style:num-format"),
        **_all(token, "style:num-letter-sync"),
    },
    "text:page-count": _all(numbering, "style:num-format"),
    "text:note": _all(token, "text:note-class"),
    "table:table": {**_all(style, "table:style-name"), **_all(token, "table:is-sub-table")},
    "table:table-column": _COLUMN,
    "table:table-row": _COLUMN,
    "table:table-cell": _CELL,
    "table:covered-table-cell": _CELL,
    "draw:frame": _FRAME,
    "draw:text-box": _all(token, "fo:min-height fo:min-width fo:max-height fo:max-width draw:corner-radius"),
    "style:style": {
        **_all(
            style,
            "style:name style:parent-style-name style:next-style-name style:list-style-name"
            " style:master-page-name",
        ),
        **_all(token, "style:family style:class"),
        **_all(whole, "style:list-level style:default-outline-level"),
    },
    "style:default-style": _all(token, "style:family"),
    "style:page-layout": {**_all(style, "style:name"), **_all(token, "style:page-usage")},
    "style:master-page": _all(style, "style:name style:page-layout-name style:next-style-name"),
    "style:tab-stop": {
        **_all(
            token,
            "style:position style:type style:leader-style style:leader-type style:leader-width style:leader-color",
        ),
        **_all(marks, "style:char style:leader-text"),
    },
    "style:drop-cap": _DROP_CAP,
    "style:columns": _all(token, "fo:column-count fo:column-gap"),
    "style:column": _all(
        token, "style:rel-width fo:start-indent fo:end-indent fo:space-before fo:space-after"
    ),
    "style:column-sep": _all(token, "style:style style:color style:width style:height style:vertical-align"),
    "style:footnote-sep": _all(
        token,
        "style:width style:color style:line-style style:adjustment style:rel-width"
        " style:distance-before-sep style:distance-after-sep",
    ),
    "style:list-level-label-alignment": _all(
        token, "text:label-followed-by text:list-tab-stop-position fo:text-indent fo:margin-left"
    ),
    "text:list-style": {**_all(style, "style:name"), **_all(token, "text:consecutive-numbering")},
    "text:outline-style": _all(style, "style:name"),
    "text:outline-level-style": _LEVEL,
    "text:list-level-style-number": _LEVEL,
    "text:list-level-style-bullet": {**_LEVEL, **_all(bullet, "text:bullet-char")},
    "text:notes-configuration": {
        **_all(token, "text:note-class text:footnotes-position text:start-numbering-at"),
        **_all(whole, "text:start-value"),
        **_all(
            style,
            "text:citation-style-name text:citation-body-style-name text:default-style-name text:master-page-name",
        ),
        **_all(numbering, "style:num-format"),
        **_all(marks, "style:num-prefix style:num-suffix"),
    },
    "text:linenumbering-configuration": {
        **_all(
            token,
            "text:number-lines text:number-position text:count-empty-lines text:count-in-text-boxes"
            " text:restart-on-page text:offset",
        ),
        **_all(whole, "text:increment"),
        **_all(style, "text:style-name"),
        **_all(numbering, "style:num-format"),
    },
}


def kept_attributes(element: Element, name: str, names: Names) -> dict[str, str]:
    """Those attributes of an element that stay as an element called ``name``, with their cleaned values."""
    rules = _PROPERTIES if name.endswith("-properties") else _ATTRIBUTES.get(name, {})
    found: dict[str, str] = {}
    for key, value in element.attrib.items():
        attribute = short(str(key))
        rule = rules.get(attribute)
        cleaned = rule(str(value), names) if rule else None
        if cleaned is not None:
            found[q(attribute)] = cleaned
    return found
