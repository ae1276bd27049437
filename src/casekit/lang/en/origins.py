"""Where a name comes from, and when newborns got it, as it sounds in Britain: the pool first, then endings."""

from __future__ import annotations

import re

from casekit.lang import pool
from casekit.lang.en.morphology import fold
from casekit.lang.forms import Kind

#: a folded surname's beginning or ending and the origin it speaks of; the first that fits
_SURNAMES = (
    (re.compile(r"^(?:mc|mac(?=[a-z]{4})|o'|fitz|ap )"), "celtic"),
    (re.compile(r"^(?:al-|el-|abd|abu|ben )"), "arabic"),
    (re.compile(r"(?:shvili|[a-z]adze|[a-z]idze|[a-z]{4}yan)$"), "caucasian"),
    (re.compile(r"(?:opoulos|oulou|ides|idis|akis|iadis)$"), "greek"),
    (
        re.compile(r"(?:enko|chuk|ovych|ovskyi|[a-z]skyi?|skaya|[bdglmnrtvz][oe]v|[bdglmnrtvz][oe]va)$"),
        "slavic",
    ),
    (re.compile(r"(?:ovic|evic|ovich|evich|ova)$"), "slavic"),
    (re.compile(r"(?:[wv]icz|czyk|[a-z]{3}[cs]ki|[a-z]{3}[sc]ka|czak|niak)$"), "polish"),
    (re.compile(r"(?:escu|eanu|aru|aj|xha)$"), "balkan"),
    (re.compile(r"(?:sson|[dtnrlk]sen|strom|qvist|quist|gren|gaard)$"), "nordic"),
    (re.compile(r"(?:baum|blum|blatt|witz|farb|zweig|ovitch)$"), "jewish"),
    (re.compile(r"(?:mann|stein|bauer|meier|meyer|huber)$"), "german"),
    (re.compile(r"(?:elli|etti|ini|ucci|acci|ello|olo|azzo|ano)$"), "italian"),
    (re.compile(r"(?:guez|dez|nez|lez|rez|illo|eira|inho|ales)$"), "spanish"),
    (re.compile(r"(?:eau|eaux|eux|ault|ois|ier)$"), "french"),
    (re.compile(r"(?:oglu|turk|demir)$"), "turkish"),
    (re.compile(r"(?:zadeh|pour|poor|nejad|nezhad|abadi|farahani)$"), "persian"),
    (
        re.compile(
            r"(?:singh|swamy|nathan|rajan|wala|bhai|preet|jee|wal|war|manian|murthy|singhe|sekhara|uddin|ullah)$"
        ),
        "south_asian",
    ),
    (re.compile(r"^(?:olu|ade|oko|nwa|chukw|ogun|aki|mbe|ndl|nko|mth)"), "african"),
    (
        re.compile(
            r"(?:ton|ley|worth|field|ford|wood|shaw|ham|well|bottom|thwaite|croft|bridge|brook|hurst|sby|son|combe)$"
        ),
        "english",
    ),
)
_GIVEN = (
    (re.compile(r"(?:slaw|mierz|ciech|rzata|ieszka)$"), "polish"),
    (re.compile(r"(?:slav|oljub|slava|mira)$"), "slavic"),
    (re.compile(r"^(?:abd|abu|nur)|(?:allah|eddine)$"), "arabic"),
    (re.compile(r"(?:preet|deep|jit|inder|esh|endra|uddin|ullah)$"), "south_asian"),
    (re.compile(r"^(?:olu|ade(?!l)|chi[dnk]|chukw|nkem|kwa|akos|siy|them|nku|sib)"), "african"),
    (re.compile(r"^(?:lakei|latoy|dewa|dever|sha[nqd]|ty[rq]|key|jama[lr]|dar[nq])"), "caribbean"),
    (re.compile(r"(?:eigh|lynn|lyn|leigh|ayden|aiden|ayla|ynn)$"), "american"),
    (re.compile(r"^(?:ffi|gwen|rhi|aoi|cao|nia[mn]|sio|sao|fion)"), "celtic"),
)


def origin_of(word: str, kind: Kind) -> str | None:
    """What the name sounds like: the origin of the pool's name, else of its ending; None when unknown."""
    names = pool.known("en", word, kind)
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
    names = pool.known("en", given, "given") or pool.known("en", given, "short")
    years = [name.decades for name in names if name.decades]
    return (min(first for first, _ in years), max(last for _, last in years)) if years else None
