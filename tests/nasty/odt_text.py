"""OpenDocument: places of a text that a reader sees."""
# ruff: noqa: E501 (a file is one row of a table)

from __future__ import annotations

from nasty.odt_base import para

_CALLED = para("Then @M@ called.")
_BOLD = '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'


def table(*rows: tuple[str, ...]) -> str:
    """A table of cells that hold paragraphs."""
    cells = "".join(
        f"<table:table-row>{''.join(f'<table:table-cell>{cell}</table:table-cell>' for cell in row)}</table:table-row>"
        for row in rows
    )
    return f'<table:table table:name="T"><table:table-column table:number-columns-repeated="2"/>{cells}</table:table>'


def frame(inside: str, attributes: str = "") -> str:
    """A frame anchored in a paragraph."""
    return f'<draw:frame text:anchor-type="paragraph" svg:width="3cm" svg:height="3cm" {attributes}>{inside}</draw:frame>'


def box(inside: str) -> str:
    """A text box in a frame."""
    return frame(f"<draw:text-box>{inside}</draw:text-box>")


def changed(kind: str, inside: str = "", author: str = "Reviewer", id: str = "ct1") -> str:
    """One tracked change as it stands in the list of changes."""
    info = f"<office:change-info><dc:creator>{author}</dc:creator><dc:date>2024-01-02T03:04:05</dc:date></office:change-info>"
    return (
        f'<text:tracked-changes><text:changed-region text:id="{id}" xml:id="{id}"><text:{kind}>{info}{inside}'
        f"</text:{kind}></text:changed-region></text:tracked-changes>"
    )


def _inside(text: str) -> str:
    return para(f"Then {text} called.")


_INSERTED = '<text:change-start text:change-id="ct1"/>{}<text:change-end text:change-id="ct1"/>'
_SHOWN = {
    "author": "author-name",
    "initials": "author-initials",
    "sender's first name": "sender-firstname",
    "sender's last name": "sender-lastname",
    "sender's street": "sender-street",
    "creator": "creator",
    "first author": "initial-creator",
    "title": "title",
    "subject": "subject",
    "keywords": "keywords",
    "description": "description",
    "printed by": "printed-by",
    "chapter": "chapter",
    "reference": "bookmark-ref",
    "expression": "expression",
    "sequence": "sequence",
    "link of a database": "database-display",
    "page number": "page-number",
    "page count": "page-count",
}
BODIES = {
    "plain paragraph": _CALLED,
    "heading": '<text:h text:outline-level="1">Then @M@ called.</text:h>',
    "split, half bold": _inside('@A@<text:span text:style-name="B">@Z@</text:span>'),
    "split over spans in spans": _inside("<text:span>@A@<text:span>@Z@</text:span></text:span>"),
    "split by a bookmark": _inside('@A@<text:bookmark text:name="here"/>@Z@'),
    "split by a page break mark": _inside("@A@<text:soft-page-break/>@Z@"),
    "split by a deletion": _inside('@A@<text:change text:change-id="ct1"/>@Z@'),
    "split by an insertion": _inside("@A@" + _INSERTED.format("@Z@")),
    "split by an empty annotation": _inside("@A@<office:annotation><text:p/></office:annotation>@Z@"),
    "split by a reference mark": _inside(
        '@A@<text:reference-mark-start text:name="r"/>@Z@<text:reference-mark-end text:name="r"/>'
    ),
    "split by an index mark": _inside('@A@<text:alphabetical-index-mark text:string-value="x"/>@Z@'),
    "after spaces and a tab": para("Then<text:s text:c='3'/><text:tab/>@M@<text:line-break/>called."),
    "list": f"<text:list><text:list-header>{_CALLED}</text:list-header></text:list>",
    "list in a list": f"<text:list><text:list-item><text:list><text:list-item>{_CALLED}</text:list-item></text:list></text:list-item></text:list>",
    "numbered paragraph": f"<text:numbered-paragraph>{_CALLED}</text:numbered-paragraph>",
    "section": f'<text:section text:name="s">{_CALLED}</text:section>',
    "table cell": table((_CALLED, para("x"))),
    "table header": f"<table:table><table:table-column/><table:table-header-rows><table:table-row><table:table-cell>{_CALLED}</table:table-cell></table:table-row></table:table-header-rows></table:table>",
    "rows in a group": f"<table:table><table:table-column/><table:table-row-group><table:table-row><table:table-cell>{_CALLED}</table:table-cell></table:table-row></table:table-row-group></table:table>",
    "nested table": table((table((_CALLED, para("x"))), para("x"))),
    "cell in a cell": f'<table:table><table:table-column/><table:table-row><table:table-cell><table:table table:is-sub-table="true"><table:table-column/><table:table-row><table:table-cell>{_CALLED}</table:table-cell></table:table-row></table:table></table:table-cell></table:table-row></table:table>',
    "text box": para(f"Beside: {box(_CALLED)}"),
    "text box in a text box": para(f"Beside: {box(para(box(_CALLED)))}"),
    "frame in the body": box(_CALLED),
    "shape with text": para(f'<draw:custom-shape svg:width="3cm">{_CALLED}</draw:custom-shape>'),
    "shape in a group": para(f"<draw:g><draw:rect>{_CALLED}</draw:rect></draw:g>"),
    "line with text": para(f"<draw:line>{_CALLED}</draw:line>"),
    "caption shape": para(f"<draw:caption>{_CALLED}</draw:caption>"),
    "link": _inside('<text:a xlink:href="#x">@M@</text:a>'),
    "link of a half": _inside('@A@<text:a xlink:href="#x">@Z@</text:a>'),
    "footnote": para(
        f'Noted<text:note text:id="n" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>{_CALLED}</text:note-body></text:note>.'
    ),
    "endnote": para(
        f'Noted<text:note text:id="n" text:note-class="endnote"><text:note-citation>i</text:note-citation><text:note-body>{_CALLED}</text:note-body></text:note>.'
    ),
    "sign of a footnote": para(
        'Noted<text:note text:id="n" text:note-class="footnote"><text:note-citation text:label="*">*</text:note-citation><text:note-body><text:p>Then @M@ called.</text:p></text:note-body></text:note>'
    ),
    "comment": para(f"Noted<office:annotation><dc:creator>A</dc:creator>{_CALLED}</office:annotation>."),
    "list in a comment": para(
        f"Noted<office:annotation><text:list><text:list-item>{_CALLED}</text:list-item></text:list></office:annotation>."
    ),
    "comment of a range": para(
        '<office:annotation office:name="1"><text:p>Then @M@ called.</text:p></office:annotation>Noted<office:annotation-end office:name="1"/>.'
    ),
    "ruby": _inside(
        "<text:ruby><text:ruby-base>@M@</text:ruby-base><text:ruby-text>x</text:ruby-text></text:ruby>"
    ),
    "reading above a ruby": _inside(
        "<text:ruby><text:ruby-base>x</text:ruby-base><text:ruby-text>@M@</text:ruby-text></text:ruby>"
    ),
    "metadata span": _inside("<text:meta>@M@</text:meta>"),
    "metadata field": _inside('<text:meta-field xml:id="m">@M@</text:meta-field>'),
    "table of contents": f'<text:table-of-content text:name="c"><text:table-of-content-source/><text:index-body><text:index-title>{para("Contents")}</text:index-title>{_CALLED}</text:index-body></text:table-of-content>',
    "title of an index": f'<text:alphabetical-index text:name="c"><text:alphabetical-index-source/><text:index-body><text:index-title>{_CALLED}</text:index-title></text:index-body></text:alphabetical-index>',
    "text of a field for input": _inside('<text:text-input text:description="x">@M@</text:text-input>'),
    "citation": _inside('<text:bibliography-mark text:identifier="x">@M@</text:bibliography-mark>'),
    "white small text": para("Then @M@ called.", "W"),
    **{f"shown by a field: {name}": _inside(f"<text:{tag}>@M@</text:{tag}>") for name, tag in _SHOWN.items()},
    "shown by a variable": _inside('<text:variable-get text:name="x">@M@</text:variable-get>'),
    "shown by a user field": _inside('<text:user-field-get text:name="x">@M@</text:user-field-get>'),
    "shown by a user's property": _inside('<text:user-defined text:name="x">@M@</text:user-defined>'),
    "shown in a form of LibreOffice": _inside("<loext:content-control>@M@</loext:content-control>"),
}
_WHITE = '<style:style style:name="W" style:family="paragraph"><style:text-properties fo:color="#ffffff" fo:font-size="1pt"/></style:style>'
_STORIES: dict[str, dict[str, str]] = {
    f"{name} on the page": {
        "master": f"<style:{name}>{_CALLED}{para(box(para('Again @M@.')))}</style:{name}>"
    }
    for name in ("header", "footer", "header-left", "footer-left", "header-first", "footer-first")
}
VISIBLE: dict[str, dict[str, object]] = {
    **{name: {"body": body, "styles": _BOLD + _WHITE} for name, body in BODIES.items()},
    **_STORIES,
    "insertion": {"body": _inside(_INSERTED.format("@M@")), "changes": changed("insertion")},
    "table in a header": {"master": f"<style:header>{table((_CALLED, para('x')))}</style:header>"},
    "region of a header": {
        "master": f"<style:header><style:region-left>{_CALLED}</style:region-left></style:header>"
    },
    "split by a deletion of the list": {
        "body": BODIES["split by a deletion"],
        "changes": changed("deletion", para("gone")),
    },
}
