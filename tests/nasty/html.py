"""Every place of an HTML page where a name can stand."""
# ruff: noqa: E501 (a file is one row of a table)

from __future__ import annotations

import base64
from functools import partial

from nasty.leak import KEPT, MARKERS, Leak, filled
from nasty.pictures import JPEGS, PNGS

_VISIBLE = {
    "paragraph": "<p>Then @M@ called.</p>",
    "split, half bold": "<p>Then @A@<b>@Z@</b> called.</p>",
    "split over spans": "<p>Then <span>@A@</span><span>@Z@</span> called.</p>",
    "split by a comment": "<p>Then @A@<!-- x -->@Z@ called.</p>",
    "split by an empty element": "<p>Then @A@<a name='x'></a>@Z@ called.</p>",
    "split by a soft hyphen": "<p>Then @A@&shy;@Z@ called.</p>",
    "split by a word break": "<p>Then @A@<wbr>@Z@ called.</p>",
    "split by a zero-width space": "<p>Then @A@&#8203;@Z@ called.</p>",
    "split by a script": "<p>Then @A@<script>x()</script>@Z@ called.</p>",
    "split by a link": "<p>Then @A@<a href='https://example.org'>@Z@</a> called.</p>",
    "split by hidden text": "<p>Then @A@<span hidden>gone</span>@Z@ called.</p>",
    "split by a deletion": "<p>Then @A@<del>gone</del>@Z@ called.</p>",
    "written as entities": "<p>Then @ENTITIES@ called.</p>",
    "table cell": "<table><tr><td>Then @M@ called.</td><td>x</td></tr></table>",
    "table heading": "<table><caption>x</caption><thead><tr><th>@M@</th></tr></thead></table>",
    "table caption": "<table><caption>Then @M@ called.</caption><tr><td>x</td></tr></table>",
    "nested table": "<table><tr><td><table><tr><td>Then @M@ called.</td></tr></table></td></tr></table>",
    "list": "<ul><li>x<ol><li>Then @M@ called.</li></ol></li></ul>",
    "definition": "<dl><dt>@M@</dt><dd>Then @M@ called.</dd></dl>",
    "heading": "<h1>Then @M@ called.</h1>",
    "preformatted": "<pre>Then\n  @M@ called.</pre>",
    "quote": "<blockquote>Then <q>@M@</q> called.</blockquote>",
    "text without a paragraph": "Then @M@ called.",
    "text after a block": "<div><p>x</p>Then @M@ called.<p>x</p></div>",
    "link": "<p>Then <a href='#x'>@M@</a> called.</p>",
    "insertion": "<p>Then <ins>@M@</ins> called.</p>",
    "white text": "<p style='color:white;font-size:1px'>Then @M@ called.</p>",
    "unknown element": "<p>Then <case-note>@M@</case-note> called.</p>",
    "unclosed elements": "<p>Then <b><i>@M@ called.<table><tr><td>x</table>",
    "text in a table but in no cell": "<table>Then @M@ called.<tr><td>x</td></tr></table>",
    "ruby": "<p>Then <ruby>@M@<rt>x</rt></ruby> called.</p>",
    "details": "<details open><summary>x</summary>Then @M@ called.</details>",
    "centre": "<center><font size=1>Then @M@ called.</font></center>",
    "article": "<main><article><section><header>Then @M@ called.</header></section></article></main>",
    "after the body": "</body></html><p>Then @M@ called.</p>",
}
_HIDDEN = {
    "comment": "<p>x<!-- @M@ -->y</p>",
    "conditional comment": "<!--[if mso]><p>@M@</p><![endif]-->",
    "conditional comment that shows": "<![if !mso]><p>x</p><![endif @M@]>",
    "unclosed comment's look-alike": "<p>x</p><!-- @M@ --!><p>y</p>",
    "processing instruction": "<?php echo '@M@' ?><p>x</p>",
    "doctype in the body": "<!DOCTYPE @M@><p>x</p>",
    "script": "<script>var who = '@M@';</script>",
    "script of data": '<script type="application/ld+json">{"name": "@M@"}</script>',
    "style": "<style>p::before { content: '@M@' }</style>",
    "template": "<template><p>@M@</p></template>",
    "text for those without scripts": "<noscript><p>@M@</p></noscript>",
    "data attribute": "<p data-client='@M@'>x</p>",
    "class and id": "<p class='@M@' id='@M@'>x</p>",
    "title": "<p title='@M@'>x</p>",
    "abbreviation": "<p><abbr title='@M@'>x</abbr></p>",
    "label for screen readers": "<p aria-label='@M@' aria-description='@M@'>x</p>",
    "style attribute": "<p style=\"font-family:'@M@';background:url(@M@)\">x</p>",
    "language": "<p lang='@M@' dir='@M@'>x</p>",
    "event": "<p onclick=\"say('@M@')\">x</p>",
    "unknown attribute": "<p client='@M@'>x</p>",
    "attribute of a cell": "<table summary='@M@'><tr><td headers='@M@' abbr='@M@' colspan='@M@'>x</td></tr></table>",
    "start of a list": "<ol start='@M@' type='@M@'><li value='@M@'>x</li></ol>",
    "target of a link": "<a href='https://@M@.example/@PERCENT@' target='@M@' ping='@M@' rel='@M@' download='@M@'>x</a>",
    "mail link": "<a href='mailto:@PERCENT@@example.org'>x</a>",
    "anchor": "<a name='@M@'></a><p>x</p>",
    "source of a quote": "<blockquote cite='https://@M@.example'><q cite='@M@'>x</q></blockquote>",
    "picture": "<img src='https://example.org/@M@.png' alt='@M@' title='@M@' srcset='@M@ 2x' longdesc='@M@'>",
    "picture of a map": "<img usemap='#@M@'><map name='@M@'><area href='@M@' alt='@M@'></map>",
    "hidden field": "<input type='hidden' name='@M@' value='@M@'>",
    "field": "<form action='@M@'><input name='x' value='@M@' placeholder='@M@'></form>",
    "list of options": "<select><option value='@M@' label='@M@'>x</option></select><datalist><option>@M@</option></datalist>",
    "frame": "<iframe src='@M@' srcdoc='<p>@M@</p>' name='@M@'>@M@</iframe>",
    "object": "<object data='@M@'><param name='x' value='@M@'></object><embed src='@M@'>",
    "sound and film": "<video src='@M@' poster='@M@'><track src='@M@' label='@M@'></video><audio src='@M@'></audio>",
    "vector picture": "<svg><title>@M@</title><desc>@M@</desc><metadata>@M@</metadata></svg>",
    "formula's annotation": "<math><semantics><mi>x</mi><annotation>@M@</annotation></semantics></math>",
    "canvas": "<canvas title='@M@'></canvas>",
    "hidden attribute": "<p hidden>@M@</p>",
    "hidden until found": "<p hidden='until-found'>@M@</p>",
    "not displayed": "<p style='DISPLAY : none !important'>@M@</p>",
    "not visible": "<p style='color:red;visibility:hidden'>@M@</p>",
    "hidden inside": "<div style='display:none'><p>x <b>@M@</b></p></div>",
    "deletion": "<p>x <del cite='@M@'>@M@</del></p>",
    "time": "<p><time datetime='@M@'>x</time><data value='@M@'>y</data></p>",
    "insertion's source": "<p><ins cite='@M@' datetime='@M@'>x</ins></p>",
    "microdata": "<p itemscope itemtype='https://@M@.example' itemid='@M@' itemprop='@M@'>x</p>",
    "character data": "<p>x</p><![CDATA[ @M@ ]]>",
    "office properties": "<xml><o:DocumentProperties><o:Author>@M@</o:Author></o:DocumentProperties></xml>",
    "shape of office": "<v:shape alt='@M@'><v:imagedata src='@M@' o:title='@M@'/></v:shape>",
    "tail of a tag": "<p x=y@M@>x</p></p @M@>",
}
_HEAD = {
    "title of the page": "<title>@M@</title>",
    "author": "<meta name='author' content='@M@'>",
    "name of a meta element": "<meta property='@M@' content='x'>",
    "link": "<link rel='author' href='https://@M@.example' title='@M@'>",
    "base": "<base href='file:///C:/Users/@M@/'>",
    "style sheet": "<style>@import url('@M@.css'); .@M@ { color: red }</style>",
    "script": "<script src='@M@.js'>/* @M@ */</script>",
    "comment": "<!-- saved from url=(0014)https://@M@.example -->",
    "comment of office": "<!--[if gte mso 9]><xml><o:Author>@M@</o:Author></xml><![endif]-->",
    "refresh": "<meta http-equiv='refresh' content='9;url=@M@'>",
}
_EITHER = {
    "text area": "<textarea>@M@</textarea>",
    "button": "<button value='x'>@M@</button>",
    "chosen option": "<select><option selected>@M@</option></select>",
    "text of a vector picture": "<svg><text>@M@</text></svg>",
    "foreign object": "<svg><foreignObject><p>@M@</p></foreignObject></svg>",
    "formula": "<math><mtext>@M@</mtext></math>",
    "fallback of an object": "<object><p>@M@</p></object>",
    "fallback of a film": "<video><p>@M@</p></video>",
    "closed details": "<details><summary>x</summary>@M@</details>",
    "text for screen readers only": "<p aria-hidden='true'>@M@</p>",
    "closed dialogue": "<dialog>@M@</dialog>",
    "frame set's fallback": "<noframes>@M@</noframes>",
    "old elements": "<xmp>@M@</xmp><marquee>@M@</marquee><listing>@M@</listing>",
    "plain text to the end": "<plaintext>@M@",
    "reading above a ruby": "<ruby>x<rp>(</rp><rt>@M@</rt></ruby>",
    "struck text": "<p><s>@M@</s> <strike>@M@</strike></p>",
    "legend": "<fieldset><legend>@M@</legend></fieldset>",
    "hidden by a class": "<style>.h{display:none}</style><p class='h'>@M@</p>",
}


def page(body: str, head: str, marker: str) -> bytes:
    """The page: the body after sentences that must survive."""
    before = "".join(f"<p>{sentence}</p>" for sentence in KEPT)
    whole = f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}</head><body>{before}{body}</body></html>'
    return filled(whole, marker).encode()


def in_encoding(encoding: str, declared: str, marker: str) -> bytes:
    """A page in another encoding."""
    text = page("<p>Then @M@ called.</p>", "", marker).decode()
    return text.replace("utf-8", declared).replace(KEPT[2], "Vi talade om s&ouml;mnen.").encode(encoding)


def with_picture(make: object, kind: str, marker: str) -> bytes:
    """A page that carries a picture."""
    data = base64.b64encode(make(marker)).decode()
    return page(f"<p>x<img src='data:image/{kind};base64,{data}'></p>", "", marker)


_MAKERS = [
    *((name, True, partial(page, body, "")) for name, body in _VISIBLE.items()),
    *((name, False, partial(page, body, "")) for name, body in _HIDDEN.items()),
    *((f"head, {name}", False, partial(page, "<p>x</p>", head)) for name, head in _HEAD.items()),
    *((name, None, partial(page, body, "")) for name, body in _EITHER.items()),
    ("encoding UTF-16", True, partial(in_encoding, "utf-16", "utf-16")),
    ("encoding windows-1251", True, partial(in_encoding, "cp1251", "windows-1251")),
    *(
        (f"picture, {name}", False, partial(with_picture, make, "png"))
        for name, make in PNGS.items()
        if name != "plain"
    ),
    *((f"picture, {name}", False, partial(with_picture, make, "jpeg")) for name, make in JPEGS.items()),
    ("comment before the page", False, lambda marker: f"<!-- {marker} -->".encode() + page("", "", marker)),
    (
        "doctype",
        False,
        lambda marker: page("", "", marker).replace(b"html>", f'html SYSTEM "{marker}">'.encode(), 1),
    ),
    (
        "attribute of the page",
        False,
        lambda marker: page("", "", marker).replace(b'lang="en"', f'xmlns:a="{marker}"'.encode()),
    ),
]
LEAKS = [Leak(name, "html", make, marker, visible) for name, visible, make in _MAKERS for marker in MARKERS]
