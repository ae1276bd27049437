"""Every place of an RTF file where a name can stand."""
# ruff: noqa: E501 (a file is one row of a table)

from __future__ import annotations

from functools import partial

from nasty.leak import KEPT, MARKERS, Leak
from nasty.pictures import JPEGS, PNGS

_HEAD = (
    r"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fswiss\fcharset204 Arial;}}"
    r"{\colortbl;\red255\green255\blue255;}"
)
_VISIBLE = {
    "paragraph": r"Then @M@ called.\par ",
    "written as bytes": r"{\f1 Then @B@ called.\par}",
    "written as Unicode with fallback bytes": r"Then \uc1 @U@ called.\par ",
    "written as Unicode without fallback": r"Then {\uc0 @U0@} called.\par ",
    "split, half bold": r"Then @A@{\b @Z@} called.\par ",
    "split by line ends of the file": "Then @A@\r\n@Z@ called.\\par ",
    "split by a bookmark": r"Then @A@{\*\bkmkstart here}{\*\bkmkend here}@Z@ called.\par ",
    "split by hidden text": r"Then @A@{\v gone}@Z@ called.\par ",
    "split by a deletion": r"Then @A@{\deleted gone}@Z@ called.\par ",
    "split by an unknown destination": r"Then @A@{\*\unknown gone}@Z@ called.\par ",
    "table": r"\trowd\cellx2000\cellx4000\intbl Then @M@ called.\cell x\cell\row\pard ",
    "nested table": r"\trowd\cellx4000\intbl x{\itap2 Then @M@ called.\nestcell{\*\nesttableprops\trowd\cellx2000\nestrow}}\cell\row\pard ",
    "footnote": r"Noted{\super\chftn{\footnote\pard Then @M@ called.}}.\par ",
    "endnote": r"Noted{\super\chftn{\footnote\ftnalt\pard Then @M@ called.}}.\par ",
    "header": r"{\header\pard Then @M@ called.\par}",
    "footer": r"{\footer\pard Then @M@ called.\par}",
    "header of the first page": r"\titlepg{\headerf\pard Then @M@ called.\par}",
    "header of left and right pages": r"\facingp{\headerl\pard Then @M@ called.\par}{\headerr\pard x\par}{\footerl x\par}",
    "result of a field": r"Then {\field{\*\fldinst REF x}{\fldrslt @M@}} called.\par ",
    "result of a field in a field": r"Then {\field{\*\fldinst IF}{\fldrslt {\field{\*\fldinst REF x}{\fldrslt @M@}}}} called.\par ",
    "link": r'Then {\field{\*\fldinst HYPERLINK "x"}{\fldrslt{\ul @M@}}} called.\par ',
    "white small text": r"{\cf1\fs2 Then @M@ called.}\par ",
    "insertion": r"Then {\revised\revauth1 @M@} called.\par ",
    "hidden no more": r"{\v gone\v0 Then @M@ called.}\par ",
    "deleted no more": r"{\deleted gone\deleted0 Then @M@ called.}\par ",
    "hidden until plain": r"{\v gone\plain Then @M@ called.}\par ",
    "capital letters": r"Then {\caps @M@} called.\par ",
    "text box": r"{\shp{\*\shpinst{\sp{\sn shapeType}{\sv 202}}{\shptxt\pard Then @M@ called.\par}}}\par ",
    "text box of old": r"{\*\do\dptxbx{\dptxbxtext\pard Then @M@ called.\par}}\par ",
    "list item": r"{\listtext\tab 1.}Then @M@ called.\par ",
    "heading": r"{\s1\outlinelevel0 Then @M@ called.\par}",
    "Unicode text of a pair": r"{\upr{Then ? called.}{\*\ud{Then @M@ called.}}}\par ",
    "section after section": r"x\sect\sectd Then @M@ called.\par ",
    "after a control symbol": r"Then\~\{@M@\}\_called.\par ",
}
_HIDDEN = {
    "hidden text": r"x{\v @M@}y\par ",
    "hidden text, said twice": r"x\v @A@{\b @Z@}\v0 y\par ",
    "hidden in a header": r"{\header\pard x{\v @M@}\par}",
    "deletion": r"x{\deleted\revauthdel1\revdttmdel1 @M@}y\par ",
    "deletion in a footnote": r"x{\footnote x{\deleted @M@}}\par ",
    "deletion of bytes": r"x{\deleted\f1 @B@}y\par ",
    "moved away": r"x{\*\mvfmf @M@}{\*\mvfml @M@}y\par ",
    "authors of revisions": r"{\*\revtbl{Unknown;}{@M@;}}",
    "info": r"{\info{\title @M@}{\author @M@}{\operator @M@}{\subject @M@}{\manager @M@}{\company @M@}{\keywords @M@}{\comment @M@}{\doccomm @M@}{\hlinkbase @M@}{\category @M@}}",
    "info in Unicode": r"{\info{\upr{\author ?}{\*\ud{\author @M@}}}}",
    "user's properties": r"{\*\userprops{\propname @M@}\proptype30{\staticval @M@}{\linkval @M@}}",
    "document variable": r"{\*\docvar{@M@}{@M@}}",
    "generator": r"{\*\generator @M@;}",
    "template": r"{\*\template C:\\Users\\@M@\\Normal.dot}",
    "next file": r"{\nextfile @M@.rtf}",
    "file table": r"{\*\filetbl{\file\fid1 C:\\@M@.rtf}}",
    "mail merge": r"{\*\mailmerge{\mmodsoudl @M@}{\mmquery SELECT @M@}{\mmconnectstr @M@}}",
    "XML name spaces": r"{\*\xmlnstbl{\xmlns1 @M@}}",
    "XML of the file": r"{\*\xmlopen\xmlns1{\xmlname @M@}{\xmlattr{\xmlattrname x}{\xmlattrvalue @M@}}}x{\*\xmlclose}\par ",
    "data store": r"{\*\datastore @HEX@}",
    "theme": r"{\*\themedata @HEX@}{\*\colorschememapping @HEX@}",
    "revision ids": r"{\*\rsidtbl \rsid1 @M@}",
    "user names of protection": r"{\*\protusertbl{@M@}}",
    "password": r"{\*\passwordhash @HEX@}",
    "field instruction": r'{\field{\*\fldinst HYPERLINK "https://@M@.example" \\o "@M@"}{\fldrslt x}}\par ',
    "field instruction without the star": r"{\field{\fldinst MERGEFIELD @M@}{\fldrslt x}}\par ",
    "field instruction of a nested field": r"{\field{\*\fldinst IF {\field{\*\fldinst REF x}{\fldrslt @M@}}}{\fldrslt x}}\par ",
    "data of a field": r"{\field{\*\fldinst ADDIN {\*\datafield @HEX@}}{\fldrslt x}}\par ",
    "form field": r"{\field{\*\fldinst FORMTEXT{\*\formfield{\*\ffname @M@}{\*\ffdeftext @M@}{\*\ffhelptext @M@}{\*\ffstattext @M@}{\*\ffl @M@}}}{\fldrslt x}}\par ",
    "bookmark": r"{\*\bkmkstart @M@}x{\*\bkmkend @M@}\par ",
    "author of a comment": r"x{\*\atnid AB}{\*\atnauthor @M@}\chatn{\*\annotation{\*\atndate 1}{\*\atnref 1}\pard A remark.}\par ",
    "initials of a comment": r"x{\*\atnid @M@}{\*\atnauthor A}\chatn{\*\annotation\pard A remark.}\par ",
    "names of fonts": r"{\fonttbl{\f2\fnil{\*\panose 0}{\*\falt @M@}@M@;}}",
    "embedded font": r"{\fonttbl{\f2\fnil{\*\fontemb\ftruetype{\*\fontfile\cpg1252 @M@}@HEX@}Own;}}",
    "names of styles": r"{\stylesheet{\s5 @M@;}{\*\cs6 @M@;}}",
    "names of latent styles": r"{\*\latentstyles{\lsdlockedexcept @M@;}}",
    "names of lists": r"{\*\listtable{\list{\listname @M@;}{\liststylename @M@}{\listlevel{\leveltext @M@;}{\levelnumbers ;}}}}",
    "names of old lists": r"{\*\pn\pnlvlbody{\pntxtb @M@}{\pntxta @M@}}x\par ",
    "index entry": r"x{\xe @M@{\*\xe @M@}}{\tc @M@}\par ",
    "embedded object": r"{\object\objemb{\*\objclass @M@}{\*\objname @M@}{\*\objdata @HEX@}{\result x}}\par ",
    "linked object": r"{\object\objlink{\*\objalias @HEX@}{\*\objsect @HEX@}{\*\objdata @HEX@}{\result x}}\par ",
    "properties of a shape": r"{\shp{\*\shpinst{\sp{\sn wzDescription}{\sv @M@}}{\sp{\sn wzName}{\sv @M@}}{\sp{\sn pihlShape}{\sv{\*\hl{\hlsrc @M@}{\hlfr @M@}}}}}}\par ",
    "word art": r"{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv @M@}}}}\par ",
    "name of a picture": r"{\pict{\*\picprop{\sp{\sn wzDescription}{\sv @M@}}{\sp{\sn pibName}{\sv @M@}}}{\*\blipuid 00}\pngblip 89504e470d0a1a0a}\par ",
    "picture of hexadecimal bytes": r"{\pict\jpegblip @HEX@}\par ",
    "picture for those without pictures": r"{\*\shppict{\pict\pngblip @HEX@}}{\nonshppict{\pict\wmetafile8 @HEX@}}\par ",
    "binary picture": r"{\pict\wmetafile8\bin@BYTES@ @RAW@}\par ",
    "background": r"{\*\background{\shp{\*\shpinst{\sp{\sn wzName}{\sv @M@}}}}}",
    "unknown destination": r"{\*\unknown @M@{\b @M@}}",
    "unknown destination in a paragraph": r"x{\*\own{\b x}@A@{\i @Z@}}y\par ",
    "formula's properties": r"{\mmath{\*\mmathPr @M@}}\par ",
    "smart tag": r"{\*\factoidname @M@}x\par ",
}
_EITHER = {
    "comment": r"x{\*\atnid A}{\*\atnauthor A}\chatn{\*\annotation\pard Then @M@ called.}\par ",
    "text of a formula": r"{\mmath{\*\moMath{\mr\mscr0 @M@}}}\par ",
    "result of an object": r"{\object\objemb{\*\objdata 00}{\result Then @M@ called.}}\par ",
    "separator of notes": r"{\*\ftnsep @M@}{\*\ftncn @M@}",
    "reading above a word": r"{\*\phonetic @M@}x\par ",
    "number of a list item": r"{\listtext @M@\tab}x\par {\pntext @M@\tab}x\par ",
    "moved here": r"x{\*\mvtof @M@}{\*\mvtol x}\par ",
    "text hidden in the web view": r"x{\webhidden @M@}\par ",
    "text in a table of fonts": r"{\fonttbl @M@}",
}


def escaped(text: str, fallback: str = "?") -> str:
    """The text in RTF's letters."""
    return "".join(letter if letter.isascii() else f"\\u{ord(letter)}{fallback}" for letter in text)


def rtf(body: str, marker: str) -> bytes:
    """The file: the body between sentences that must survive."""
    data = marker.encode("utf-16-le")
    half = len(marker) // 2
    codes = "".join(f"\\'{byte:02x}" for byte in marker.encode("cp1251"))
    filled = (
        body.replace("@M@", escaped(marker))
        .replace("@A@", escaped(marker[:half]))
        .replace("@Z@", escaped(marker[half:]))
        .replace("@B@", codes)
        .replace("@U@", "".join(f"\\u{ord(letter)}\\'3f" for letter in marker))
        .replace("@U0@", "".join(f"\\u{ord(letter)} " for letter in marker))
        .replace("@HEX@", data.hex())
        .replace("@BYTES@", str(len(data)))
    )
    first, *rest = (escaped(sentence) + "\\par " for sentence in KEPT)
    whole = f"{_HEAD}{first}{filled}{''.join(rest)}}}".encode()
    return whole.replace(b"@RAW@", data)


def with_picture(make: object, kind: str, marker: str) -> bytes:
    """A file with a picture as hexadecimal digits."""
    return rtf(rf"{{\pict\{kind}blip {make(marker).hex()}}}\par ", marker)


_MAKERS = [
    *((name, True, partial(rtf, body)) for name, body in _VISIBLE.items()),
    *((name, False, partial(rtf, body)) for name, body in _HIDDEN.items()),
    *((name, None, partial(rtf, body)) for name, body in _EITHER.items()),
    *(
        (f"picture, {name}", False, partial(with_picture, make, "png"))
        for name, make in PNGS.items()
        if name != "plain"
    ),
    *((f"picture, {name}", False, partial(with_picture, make, "jpeg")) for name, make in JPEGS.items()),
    ("tail after the last brace", False, lambda marker: rtf("", marker) + marker.encode("cp1251")),
]
LEAKS = [Leak(name, "rtf", make, marker, visible) for name, visible, make in _MAKERS for marker in MARKERS]
