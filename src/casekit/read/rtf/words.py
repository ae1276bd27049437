"""Control words of rich text that the reader knows; what is in no table changes only how the text looks."""

from __future__ import annotations

from casekit.read.document import Place


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: words that stand for characters
CHARACTERS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "softline": "",
    "emdash": "\u2014",
    "endash": "\u2013",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
    "bullet": "\u2022",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
}
#: symbols that stand for characters; an optional hyphen is none
SYMBOLS = {"~": "\u00a0", "_": "\u2011", "{": "{", "}": "}", "\\": "\\", "\t": "\t"}
#: stories beside the body
STORIES: dict[str, Place] = {
    "header": "header",
    "headerl": "header",
    "headerr": "header",
    "headerf": "header",
    "footer": "footer",
    "footerl": "footer",
    "footerr": "footer",
    "footerf": "footer",
    "footnote": "footnote",
    "shptxt": "textbox",
    "dptxbxtext": "textbox",
}
#: groups whose words only the file knows: people, titles, paths, the targets of links
TELLING = _names(
    "title subject author manager company operator category keywords comment doccomm hlinkbase "
    "staticval propname linkval docvar template revtbl atnauthor atnid fldinst ffdeftext ffl ffname "
    "ffhelptext ffstattext bkmkstart objname objalias sv xe tc mmodsoudldata mmdatasource nextfile "
    "windowcaption"
)
#: groups of the format, without words for a reader; one that begins with ``\\*`` and is in no table is left out too
SKIPPED = _names(
    "annotation upr info userprops formfield datafield filetbl protusertbl colortbl stylesheet listtable "
    "listoverridetable rsidtbl generator nonshppict shprslt nonesttables bkmkend sn ftnsep ftnsepc "
    "ftncn aftnsep aftnsepc aftncn rxe txe tcn fname pntxta pntxtb xmlopen xmlnstbl themedata "
    "colorschememapping latentstyles datastore pgptbl mmathPr mmath moMath panose falt atndate "
    "atnref atrfstart atrfend atnicn atntime atnparent passwordhash password"
)
#: groups with ``\\*`` that are read
READ = frozenset(("shppict", "shpinst", "shpgrp", "do", "pict", "fldrslt"))
