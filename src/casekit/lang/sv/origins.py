"""Where a name comes from, and when newborns got it, as it sounds in Sweden: the pool first, then endings."""

from __future__ import annotations

import re

from casekit.lang import pool
from casekit.lang.forms import Kind
from casekit.lang.sv.morphology import fold

#: a folded surname's beginning or ending and the origin it speaks of; the first that fits
_SURNAMES = (
    (re.compile(r"(?:shvili|[a-z]adze|[nrtksdzl]yan|[nrtksdzl]ian)$"), "caucasian"),
    (re.compile(r"(?:enko|chuk|tjuk|czuk|yshyn|ovych)$"), "russian"),
    (
        re.compile(
            r"(?:[aei]nen|maki|mäki|niemi|koski|järvi|salo|ranta|joki|lahti|lampi|harju|puro|vaara|aho|älä)$"
        ),
        "finnish",
    ),
    (
        re.compile(r"(?:sson|dotter|sdottir|kvist|qvist|quist|ström|gren|blad|stedt|sköld|hjelm|hielm)$"),
        "nordic",
    ),
    (
        re.compile(
            r"(?:berg|borg|lund|dahl|feldt|mark|holm|man|löf|löv|ell|én|lin|din|ling|gård|gaard|fors)$"
        ),
        "nordic",
    ),
    (re.compile(r"(?:[td]sen|[aeimnrl]sen|ius)$"), "nordic"),
    (re.compile(r"(?:oglu|demir|türk|çi|ekin|kaya|taş|doğan|alp)$"), "turkish"),
    (re.compile(r"(?:ovic|evic|jevic|[^a]ic|ovski|evski|aj|hxa)$"), "balkan"),
    (re.compile(r"(?:[wv]icz|czyk|[sdc]zki|[sń]ki|[dcn]ki|[sc]ka|czak|niak|[wrmtz]ek)$"), "polish"),
    (re.compile(r"(?:ov|ev|ova|eva|sky|skij|skaja|skaya|itj)$"), "russian"),
    (
        re.compile(r"(?:zadeh|pour|poor|nejad|nezhad|nia|far|fard|vand|[mdrlnsz]ian|[a-z]{3}ei|abadi)$"),
        "persian",
    ),
    (re.compile(r"^(?:al-|el-|abd|abu|ben |bin )"), "arabic"),
    (re.compile(r"(?:poulos|idis|akis|oglou)$"), "greek"),
    (re.compile(r"(?:[a-z]ez|es|illo|inho|eira)$"), "spanish"),
    (re.compile(r"(?:mann|stein|bauer|meier|meyer|maier|schmidt|schmid)$"), "german"),
    (re.compile(r"(?:ton|ley|worth|field|ford|wood|shaw|ham|well|son)$"), "english"),
    (re.compile(r"^(?:mc|o'|fitz)"), "english"),
    (re.compile(r"(?:singh|kaur|swamy|nathan|rajan|wala|bhai|deep|preet|ingham)$"), "south_asian"),
    (re.compile(r"(?:mariam|selassie|michael|giorgis|tsion)$"), "african"),
)
_GIVEN = (
    (re.compile(r"(?:slaw|sław|mierz|ciech|rzata|ieszka)$"), "polish"),
    (re.compile(r"(?:slav|mir|oljub|slava|mila)$"), "balkan"),
    (re.compile(r"^(?:abd|abu|nur)|(?:allah|ullah|eddine|uddin)$"), "arabic"),
    (re.compile(r"(?:preet|deep|jit|inder|esh|endra)$"), "south_asian"),
    (re.compile(r"(?:pekka|juhani|liisa|leena|kaisa|tuuli|ikki|ukka|eppo)$"), "finnish"),
    (re.compile(r"(?:björn|stein|sten|gerd|hild|frid|borg|ulf|vard)$"), "nordic"),
    (re.compile(r"(?:gül|nur|can|han|tekin)$"), "turkish"),
)


def origin_of(word: str, kind: Kind) -> str | None:
    """What the name sounds like: the origin of the pool's name, else of its ending; None when unknown."""
    names = pool.known("sv", word, kind)
    if names:
        return names[0].origin
    if "-" in word and not fold(word).startswith(("al-", "el-")):
        said = {origin_of(part, kind) for part in word.split("-") if len(part) > 1}
        return said.pop() if len(said) == 1 else None
    rules = _SURNAMES if kind == "surname" else _GIVEN if kind in ("given", "short") else ()
    folded = fold(word)
    if len(folded) < 5:
        return None
    return next((origin for ending, origin in rules if ending.search(folded)), None)


def generation_of(given: str) -> tuple[int, int] | None:
    """The years in which newborns got the name, of every pool name that the word is or is short for; None: unknown."""
    names = pool.known("sv", given, "given") or pool.known("sv", given, "short")
    years = [name.decades for name in names if name.decades]
    return (min(first for first, _ in years), max(last for _, last in years)) if years else None
