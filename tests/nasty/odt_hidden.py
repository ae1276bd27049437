"""OpenDocument: what a reader does not see."""
# ruff: noqa: E501 (a file is one row of a table)

from __future__ import annotations

from functools import partial

from nasty.odt_base import odt, para
from nasty.odt_parts import parts, picture
from nasty.odt_text import box, changed, frame, table
from nasty.pictures import JPEGS, PNGS

_HIDDEN_STYLE = (
    '<style:style style:name="H" style:family="{}"><style:text-properties text:display="none"/></style:style>'
)
_ATTRIBUTES = {
    "formula of a field": '<text:expression text:formula="ooow:@M@" office:string-value="@M@">x</text:expression>',
    "placeholder": '<text:placeholder text:placeholder-type="text" text:description="@M@">x</text:placeholder>',
    "script": '<text:script script:language="JS">@M@</text:script>',
    "script elsewhere": '<text:script script:language="JS" xlink:href="file:///@M@.js"/>',
    "macro button": '<text:execute-macro text:name="@M@" text:description="@M@">x</text:execute-macro>',
    "dynamic exchange": '<text:dde-connection text:connection-name="@M@">x</text:dde-connection>',
    "input": '<text:text-input text:description="@M@">x</text:text-input>',
    "drop-down": '<text:drop-down text:name="@M@"><text:label text:value="@M@"/>x</text:drop-down>',
    "database": '<text:database-display text:table-name="@M@" text:database-name="@M@" text:column-name="@M@">x</text:database-display>',
    "condition": '<text:conditional-text text:condition="ooow:x==@M@" text:string-value-if-true="@M@" text:string-value-if-false="@M@">x</text:conditional-text>',
    "hidden text": '<text:hidden-text text:condition="1" text:string-value="@M@" text:is-hidden="true">@M@</text:hidden-text>',
    "variable set": '<text:variable-set text:name="@M@" text:formula="@M@" office:value-type="string" office:string-value="@M@" text:display="none">@M@</text:variable-set>',
    "name of a reference": '<text:reference-ref text:ref-name="@M@">x</text:reference-ref>',
    "name of a bookmark": '<text:bookmark-start text:name="@M@"/>x<text:bookmark-end text:name="@M@"/>',
    "name of a reference mark": '<text:reference-mark text:name="@M@"/>',
    "index entry": '<text:alphabetical-index-mark text:string-value="@M@" text:key1="@M@"/>',
    "contents entry": '<text:toc-mark text:string-value="@M@" text:outline-level="1"/>',
    "source of a citation": '<text:bibliography-mark text:author="@M@" text:title="@M@" text:url="@M@" text:identifier="@M@">x</text:bibliography-mark>',
    "metadata of a span": '<text:meta xhtml:about="@M@" xhtml:property="@M@" xhtml:content="@M@" xml:id="@M@">x</text:meta>',
    "name of a user field": '<text:user-field-get text:name="@M@">x</text:user-field-get>',
    "name of a user's property": '<text:user-defined text:name="@M@">x</text:user-defined>',
    "target of a link": '<text:a xlink:href="mailto:@M@@example.org?subject=@PERCENT@" office:name="@M@" office:title="@M@" office:target-frame-name="@M@" xlink:title="@M@">here</text:a>',
    "macro of a link": '<text:a xlink:href="#x"><office:event-listeners><script:event-listener script:event-name="dom:click" xlink:href="vnd.sun.star.script:@M@"/></office:event-listeners>here</text:a>',
    "author of a comment": '<office:annotation office:name="@M@" loext:resolved="false" draw:name="@M@"><dc:creator>@M@</dc:creator><dc:date>2024-01-02T03:04:05</dc:date><text:sender-initials>@M@</text:sender-initials><meta:creator-initials>@M@</meta:creator-initials><loext:sender-initials>@M@</loext:sender-initials><text:p>A remark.</text:p></office:annotation>',
    "loext attribute": '<text:span loext:comment="@M@">x</text:span>',
    "list in a control of LibreOffice": '<loext:content-control loext:alias="@M@" loext:tag="@M@"><loext:list-item loext:display-text="@M@" loext:value="@M@"/>x</loext:content-control>',
    "unknown element": "<st:note>@M@</st:note>",
    "unknown attribute": '<text:span st:by="@M@">x</text:span>',
    "XML comment": "<!-- @M@ -->",
    "processing instruction": "<?note @M@?>",
    "hidden by style": '<text:span text:style-name="H">@M@</text:span>',
    "form field": '<text:fieldmark text:name="@M@"/>',
    "field mark of Writer": '<field:fieldmark-start xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0" text:name="@M@" field:type="vnd.oasis.opendocument.field.FORMTEXT"><field:param field:name="Default" field:value="@M@"/></field:fieldmark-start>x<field:fieldmark-end xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"/>',
    "name of a file field": '<text:file-name text:display="path">file:///C:/x</text:file-name><text:template-name st:x="@M@">x</text:template-name>',
    "fixed author": '<text:author-name text:fixed="true" st:x="@M@">x</text:author-name>',
    "note's label": '<text:note text:id="@M@" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note>',
    "name of a number style": '<text:date style:data-style-name="@M@">x</text:date>',
    "control": '<draw:control draw:control="@M@" draw:name="@M@"/>',
    "name of a frame": frame(
        f"<draw:text-box>{para('x')}</draw:text-box>",
        'draw:name="@M@" xml:id="@M@" draw:id="@M@" draw:class-names="@M@"',
    ),
    "title and description of a frame": frame(
        f"<draw:text-box>{para('x')}</draw:text-box><svg:title>@M@</svg:title><svg:desc>@M@</svg:desc>"
    ),
    "map of a frame": frame(
        f'<draw:text-box>{para("x")}</draw:text-box><draw:image-map><draw:area-rectangle xlink:href="https://@PERCENT@.example"><svg:desc>@M@</svg:desc></draw:area-rectangle></draw:image-map>'
    ),
    "title of a shape": '<draw:rect draw:name="@M@"><svg:title>@M@</svg:title><svg:desc>@M@</svg:desc></draw:rect>',
    "linked frame": f'<draw:a xlink:href="https://@M@.example" office:name="@M@">{box(para("x"))}</draw:a>',
    "chain of frames": frame(f'<draw:text-box draw:chain-next-name="@M@">{para("x")}</draw:text-box>'),
    "applet": frame(
        '<draw:applet draw:code="@M@" xlink:href="@M@"><draw:param draw:name="x" draw:value="@M@"/></draw:applet>'
    ),
    "plugin": frame('<draw:plugin draw:mime-type="@M@" xlink:href="file:///@M@"/>'),
    "floating frame": frame('<draw:floating-frame draw:frame-name="@M@" xlink:href="file:///@M@.html"/>'),
    "binary data in place": frame(
        "<draw:image><office:binary-data>iVBORw0KGgo=</office:binary-data></draw:image><svg:desc>@M@</svg:desc>"
    ),
    "formula's annotation": frame(
        "<draw:object><math:math><math:semantics><math:mi>x</math:mi><math:annotation>@M@</math:annotation></math:semantics></math:math></draw:object>"
    ),
}
BODIES = {
    **{name: para(f"Then {inside} silence.") for name, inside in _ATTRIBUTES.items()},
    "hidden paragraph": para('<text:hidden-paragraph text:condition="1" text:is-hidden="true"/>@M@'),
    "paragraph hidden by style": para("@M@", "HP"),
    "hidden section": f'<text:section text:name="s" text:display="none">{para("@M@")}</text:section>',
    "section hidden by a condition": f'<text:section text:name="s" text:display="condition" text:condition="ooow:1" text:is-hidden="true">{para("@M@")}</text:section>',
    "name of a section": f'<text:section text:name="@M@" text:protection-key="@M@" xml:id="@M@">{para("x")}</text:section>',
    "source of a section": f'<text:section text:name="s"><text:section-source xlink:href="file:///C:/@M@.odt" text:section-name="@M@"/>{para("x")}</text:section>',
    "source of a section by exchange": f'<text:section text:name="s"><office:dde-source office:dde-item="@M@" office:dde-topic="@M@"/>{para("x")}</text:section>',
    "name of a table": table((para("x"), para("y"))).replace(
        '"T"', '"@M@" table:protection-key="@M@" table:template-name="@M@"'
    ),
    "title of a table": table((para("x"), para("y"))).replace(
        "<table:table-column", "<table:title>@M@</table:title><table:desc>@M@</table:desc><table:table-column"
    ),
    "formula of a cell": table((para("x"), para("y"))).replace(
        "<table:table-cell>",
        '<table:table-cell table:formula="ooow:@M@" office:value-type="string" office:string-value="@M@" table:content-validation-name="@M@">',
    ),
    "forms": '<office:forms><form:form form:name="@M@" xlink:href="https://@M@.example" office:target-frame="@M@"><form:text form:name="@M@" form:value="@M@" form:current-value="@M@"><form:properties><form:property form:property-name="x" office:string-value="@M@"/></form:properties></form:text><form:listbox><form:option form:label="@M@"/></form:listbox></form:form></office:forms>',
    "declarations of user fields": '<text:user-field-decls><text:user-field-decl text:name="@M@" office:value-type="string" office:string-value="@M@"/></text:user-field-decls>',
    "declarations of variables": '<text:variable-decls><text:variable-decl text:name="@M@" office:value-type="string"/></text:variable-decls>',
    "declarations of sequences": '<text:sequence-decls><text:sequence-decl text:name="@M@"/></text:sequence-decls>',
    "declarations of exchange": '<text:dde-connection-decls><text:dde-connection-decl office:name="@M@" office:dde-topic="@M@"/></text:dde-connection-decls>',
    "source of an index": '<text:table-of-content text:name="@M@"><text:table-of-content-source><text:index-title-template>@M@</text:index-title-template><text:table-of-content-entry-template><text:index-entry-span>@M@</text:index-entry-span></text:table-of-content-entry-template></text:table-of-content-source><text:index-body/></text:table-of-content>',
    "index file": f'<text:alphabetical-index><text:alphabetical-index-auto-mark-file xlink:href="@M@"/><text:index-body>{para("x")}</text:index-body></text:alphabetical-index>',
    "id of a list": f'<text:list xml:id="@M@" text:continue-list="@M@"><text:list-item>{para("x")}</text:list-item></text:list>',
    "overridden number of an item": f'<text:list><text:list-item text:style-override="@M@">{para("x")}</text:list-item></text:list>',
    "text between paragraphs": "@M@",
    "metadata of a paragraph": '<text:p xhtml:about="@M@" xhtml:content="@M@" xml:id="@M@">x</text:p>',
    "class names": '<text:p text:class-names="@M@" text:cond-style-name="@M@">x</text:p>',
    "style that is not there": para("x", "@M@"),
    "tracked change in place": para('x<text:change text:change-id="@M@"/>'),
    "scenario of a table": table((para("x"), para("y"))).replace(
        "<table:table-column",
        '<table:scenario table:comment="@M@"/><office:dde-source office:dde-item="@M@"/><table:table-column',
    ),
}
_META = {
    "creator": "<dc:creator>@M@</dc:creator>",
    "first creator": "<meta:initial-creator>@M@</meta:initial-creator>",
    "printed by": "<meta:printed-by>@M@</meta:printed-by>",
    "title": "<dc:title>@M@</dc:title>",
    "subject": "<dc:subject>@M@</dc:subject>",
    "description": "<dc:description>@M@</dc:description>",
    "keyword": "<meta:keyword>@M@</meta:keyword>",
    "user's property": '<meta:user-defined meta:name="@M@">@M@</meta:user-defined>',
    "template": '<meta:template xlink:href="file:///C:/@M@.ott" xlink:title="@M@"/>',
    "reload": '<meta:auto-reload xlink:href="@M@"/>',
    "hyperlinks": '<meta:hyperlink-behaviour office:target-frame-name="@M@"/>',
    "generator": "<meta:generator>@M@</meta:generator>",
    "statistics": '<meta:document-statistic st:x="@M@"/>',
}
HIDDEN: dict[str, dict[str, object]] = {
    **{
        name: {
            "body": body,
            "styles": _HIDDEN_STYLE.format("text") + _HIDDEN_STYLE.format("paragraph").replace('"H"', '"HP"'),
        }
        for name, body in BODIES.items()
    },
    **{f"property {name}": {"meta": xml} for name, xml in _META.items()},
    **parts(),
    **{f"picture, {name}": picture("Pictures/1.png", make) for name, make in PNGS.items()},
    **{f"picture, {name}": picture("Pictures/1.jpeg", make) for name, make in JPEGS.items()},
    "name of a picture": picture("Pictures/@M@.png", PNGS["plain"]),
    "title and description of a picture": picture(
        "Pictures/1.png", PNGS["plain"], "<svg:title>@M@</svg:title><svg:desc>@M@</svg:desc>"
    ),
    "vector picture": picture(
        "Pictures/1.svg", '<svg xmlns="http://www.w3.org/2000/svg"><title>@M@</title></svg>'
    ),
    "linked picture": {"body": para(frame('<draw:image xlink:href="file:///C:/Users/@PERCENT@/face.png"/>'))},
    "background picture": {
        "styles": '<style:style style:name="P9" style:family="paragraph"><style:paragraph-properties><style:background-image xlink:href="Pictures/@M@.png"/></style:paragraph-properties></style:style>',
        "body": para("x", "P9"),
    },
    "deletion": {
        "body": para('x<text:change text:change-id="ct1"/>'),
        "changes": changed("deletion", para("@M@")),
    },
    "split deletion": {"changes": changed("deletion", para("@A@<text:span>@Z@</text:span>"))},
    "deleted table": {"changes": changed("deletion", table((para("@M@"), para("x"))))},
    "author of a deletion": {"changes": changed("deletion", para("x"), "@M@")},
    "author of an insertion": {
        "body": para('<text:change-start text:change-id="ct1"/>More.<text:change-end text:change-id="ct1"/>'),
        "changes": changed("insertion", "", "@M@"),
    },
    "author of a format": {"changes": changed("format-change", "", "@M@")},
    "comment of a change": {
        "changes": changed("insertion", "").replace(
            "</office:change-info>", "<text:p>@M@</text:p></office:change-info>"
        )
    },
    "id of a change": {"changes": changed("insertion", "", "x", "@M@")},
    "deletion in a header": {
        "master": f"<style:header>{changed('deletion', para('@M@'))}{para('x')}</style:header>"
    },
    "hidden paragraph in a footer": {
        "master": f"<style:footer>{para('<text:hidden-paragraph text:is-hidden=@Q@true@Q@/>@M@').replace('@Q@', chr(34))}</style:footer>"
    },
    "header that is not displayed": {
        "master": f'<style:header style:display="false">{para("@M@")}</style:header>'
    },
    "name of a style": {
        "body": para("x", "S1"),
        "common": '<style:style style:name="S1" style:display-name="@M@" style:family="paragraph"/>',
    },
    "key of a style": {
        "body": para("x", "@M@"),
        "common": '<style:style style:name="@M@" style:family="paragraph" style:parent-style-name="@M@" style:class="@M@"/>',
    },
    "key of an automatic style": {
        "body": para("x", "@M@"),
        "styles": '<style:style style:name="@M@" style:family="paragraph" style:list-style-name="@M@" style:master-page-name="@M@"/>',
    },
    "condition of a style": {
        "common": '<style:style style:name="S1" style:family="paragraph"><style:map style:condition="@M@" style:apply-style-name="@M@"/></style:style>'
    },
    "name of a font": {
        "styles": '<style:style style:name="F" style:family="text"><style:text-properties style:font-name="@M@" fo:font-family="@M@"/></style:style>',
        "body": para('<text:span text:style-name="F">x</text:span>'),
    },
    "text of a number style": {
        "common": '<number:text-style style:name="N1"><number:text>@M@</number:text></number:text-style>'
    },
    "list style's signs": {
        "common": '<text:list-style style:name="L1" style:display-name="@M@"><text:list-level-style-number text:level="1" style:num-prefix="@M@" style:num-suffix="@M@" style:num-format="1"/></text:list-style>'
    },
    "configuration of notes": {
        "common": '<text:notes-configuration text:note-class="footnote"><text:note-continuation-notice-forward>@M@</text:note-continuation-notice-forward></text:notes-configuration>'
    },
    "name of a master page": {
        "master": f'</style:master-page><style:master-page style:name="@M@" style:display-name="@M@" style:page-layout-name="pm1"><style:header>{para("x")}</style:header>'
    },
    "scripts": {
        "head": '<office:scripts><office:script script:language="ooo:Basic"><ooo:libraries>@M@</ooo:libraries></office:script><office:event-listeners><script:event-listener xlink:href="vnd.sun.star.script:@M@"/></office:event-listeners></office:scripts>'
    },
    "manifest": {"manifest": '<manifest:file-entry manifest:full-path="@M@" manifest:media-type="@M@"/>'},
    "text with the word hidden in the header's field": {
        "master": f"<style:header>{para('<text:title st:x=@Q@@M@@Q@>x</text:title>').replace('@Q@', chr(34))}</style:header>"
    },
}
#: a reader may give these, or leave them out
EITHER: dict[str, dict[str, object]] = {
    "shown by a placeholder": {"body": para("<text:placeholder>@M@</text:placeholder>")},
    "shown by a button": {"body": para("<text:execute-macro>@M@</text:execute-macro>")},
    "shown by an exchange": {"body": para("<text:dde-connection>@M@</text:dde-connection>")},
    "shown by a drop-down": {
        "body": para("<text:drop-down><text:label text:value='x'/>@M@</text:drop-down>")
    },
    "shown by the name of the file": {"body": para("<text:file-name>@M@</text:file-name>")},
    "shown by the name of the template": {"body": para("<text:template-name>@M@</text:template-name>")},
    "text of a condition that is shown": {
        "body": para('<text:hidden-text text:condition="0" text:is-hidden="false">@M@</text:hidden-text>')
    },
    "sign of a footnote is a name": {
        "body": para(
            'x<text:note text:note-class="footnote"><text:note-citation text:label="@M@">@M@</text:note-citation><text:note-body><text:p>x</text:p></text:note-body></text:note>'
        )
    },
    "shown by a condition": {
        "body": para("<text:conditional-text text:condition='ooow:1'>@M@</text:conditional-text>")
    },
    "alternative of a frame": {
        "body": para(
            frame(
                f"<draw:text-box>{para('x')}</draw:text-box><draw:text-box>{para('Then @M@ called.')}</draw:text-box>"
            )
        )
    },
    "formula": {
        "body": para(frame("<draw:object><math:math><math:mtext>@M@</math:mtext></math:math></draw:object>"))
    },
    "text before paragraphs": {"body": "<text:span>@M@</text:span>"},
}


def _zip_comment(marker: str) -> bytes:
    data = marker.encode()
    return odt(marker)[:-2] + len(data).to_bytes(2, "little") + data


ZIPS = {"comment of the zip": partial(_zip_comment)}
