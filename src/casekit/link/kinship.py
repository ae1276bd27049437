"""Which roles there are, what gender they tell, and what a relation of a relation is."""

from __future__ import annotations

from collections.abc import Mapping

from casekit.lang.forms import Gender

#: relations that tell a gender
GENDERED: Mapping[str, Gender] = {
    **dict.fromkeys(
        [
            "father",
            "son",
            "brother",
            "husband",
            "grandfather",
            "grandson",
            "uncle",
            "nephew",
            "stepfather",
            "stepson",
            "foster_father",
            "father_in_law",
            "brother_in_law",
            "son_in_law",
            "godfather",
        ],
        "m",
    ),
    **dict.fromkeys(
        [
            "mother",
            "daughter",
            "sister",
            "wife",
            "grandmother",
            "granddaughter",
            "aunt",
            "niece",
            "stepmother",
            "stepdaughter",
            "foster_mother",
            "mother_in_law",
            "sister_in_law",
            "daughter_in_law",
            "godmother",
        ],
        "f",
    ),
}
#: relations of which the gender is told by the person
PAIRS = {
    "parent": ("father", "mother"),
    "child": ("son", "daughter"),
    "sibling": ("brother", "sister"),
    "grandparent": ("grandfather", "grandmother"),
    "grandchild": ("grandson", "granddaughter"),
    "foster_parent": ("foster_father", "foster_mother"),
}
#: what somebody is to somebody, never to the case
KIN = frozenset({*GENDERED, *PAIRS, "partner", "former_partner", "cousin"})
NEAR = frozenset({"guardian", "friend", "neighbour", "classmate", "flatmate", "boss"})
#: what somebody is by trade: to the client, or in the case
TRADES = frozenset(
    [
        "teacher",
        "headmaster",
        "doctor",
        "nurse",
        "midwife",
        "psychologist",
        "counsellor",
        "social_worker",
        "lawyer",
        "judge",
        "police",
        "interpreter",
        "priest",
        "coach",
        "receptionist",
    ]
)
#: what somebody is to the one who writes
AUTHORS = frozenset({"colleague", "supervisor", "manager", "therapist"})
#: every role key
ROLES = (
    "client",
    *sorted(f"client.{role}" for role in KIN | NEAR | TRADES | {"colleague", "therapist", "supervisor"}),
    *sorted(TRADES | AUTHORS),
)
#: without an owner in the text these are the client's
UNOWNED = frozenset(
    [
        "mother",
        "father",
        "parent",
        "son",
        "daughter",
        "child",
        "brother",
        "sister",
        "sibling",
        "wife",
        "husband",
        "former_partner",
        "grandmother",
        "grandfather",
        "stepmother",
        "stepfather",
        "foster_mother",
        "foster_father",
        "foster_parent",
        "mother_in_law",
    ]
)

#: what a child has not, unless the text says whose it is
OF_ADULTS = frozenset(
    [
        "son",
        "daughter",
        "child",
        "wife",
        "husband",
        "partner",
        "former_partner",
        "mother_in_law",
        "father_in_law",
        "stepson",
        "stepdaughter",
    ]
)

_PARENTS, _SIBLINGS, _CHILDREN = ("mother", "father"), ("brother", "sister"), ("son", "daughter")
#: (what the first is to the client, what the second is to the first) → what the second is to the client
_CHAINS: Mapping[tuple[str, str], str] = {
    **{(p, "mother"): "grandmother" for p in _PARENTS},
    **{(p, "father"): "grandfather" for p in _PARENTS},
    **{(p, "parent"): "grandparent" for p in _PARENTS},
    **{(p, "brother"): "uncle" for p in _PARENTS},
    **{(p, "sister"): "aunt" for p in _PARENTS},
    **{(s, "son"): "nephew" for s in _SIBLINGS},
    **{(s, "daughter"): "niece" for s in _SIBLINGS},
    **{(s, "mother"): "mother" for s in _SIBLINGS},
    **{(s, "father"): "father" for s in _SIBLINGS},
    **{(c, "son"): "grandson" for c in _CHILDREN},
    **{(c, "daughter"): "granddaughter" for c in _CHILDREN},
    **{(s, "mother"): "mother_in_law" for s in ("husband", "wife")},
    **{(s, "father"): "father_in_law" for s in ("husband", "wife")},
    **{(s, "sister"): "sister_in_law" for s in ("husband", "wife")},
    **{(s, "brother"): "brother_in_law" for s in ("husband", "wife")},
    **{(a, c): "cousin" for a in ("aunt", "uncle") for c in _CHILDREN},
    ("brother", "wife"): "sister_in_law",
    ("sister", "husband"): "brother_in_law",
    ("son", "wife"): "daughter_in_law",
    ("daughter", "husband"): "son_in_law",
}
_CONVERSE = {
    "parent": "child",
    "child": "parent",
    "sibling": "sibling",
    "husband": "wife",
    "wife": "husband",
    "partner": "partner",
    "former_partner": "former_partner",
    "grandparent": "grandchild",
    "grandchild": "grandparent",
    "cousin": "cousin",
    "friend": "friend",
    "neighbour": "neighbour",
    "classmate": "classmate",
    "flatmate": "flatmate",
    "colleague": "colleague",
}
_GENERAL = {one: general for general, pair in PAIRS.items() for one in pair}


def general(role: str) -> str:
    """The relation whatever the gender, mother → parent; others as they are."""
    return _GENERAL.get(role, role)


def of_gender(role: str, gender: Gender | None) -> str:
    """The relation of a person of that gender, parent → mother; as it is where nothing is known."""
    if role in PAIRS and gender:
        return PAIRS[role][gender == "f"]
    return role


def chained(first: str, second: str) -> str | None:
    """What the second of a first is to the client, where one word says it."""
    return _CHAINS.get((first, second))


def converse(role: str) -> str | None:
    """What the owner of a relation is to the other; of both genders, where there are two."""
    return _CONVERSE.get(general(role))
