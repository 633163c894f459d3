"""What a wrong value should have been, in words: shared by studies, norms and commands."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic_core import ErrorDetails

from territory.errors import InputError
from territory.text import N_

_TEXT = N_("un texte entre guillemets est attendu")
_NUMBER = N_("un nombre est attendu")
_WHOLE = N_("un nombre entier est attendu")
_SWITCH = N_("true ou false est attendu, sans guillemets")
_LIST = N_("une liste est attendue, entre crochets")
_SECTION = N_("une section est attendue, avec ses propres clés")
_RULES = {
    "string_type": _TEXT,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": N_("un nombre fini est attendu"),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "bool_type": _SWITCH,
    "bool_parsing": _SWITCH,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "dict_type": _SECTION,
    "model_type": _SECTION,
    "model_attributes_type": _SECTION,
    "string_pattern_mismatch": N_(
        "un nom court est attendu : lettres minuscules, chiffres, - et _, sans espace ni accent"
    ),
    "greater_than": N_("un nombre plus grand que {gt} est attendu"),
    "greater_than_equal": N_("un nombre d'au moins {ge} est attendu"),
    "less_than": N_("un nombre plus petit que {lt} est attendu"),
    "less_than_equal": N_("un nombre d'au plus {le} est attendu"),
    "too_short": N_("au moins {min_length} élément est attendu"),
    "too_long": N_("au plus {max_length} éléments sont attendus"),
    "literal_error": N_("valeurs admises : {expected}"),
    "other": N_("cette valeur ne convient pas"),
}
LONGEST = 60


def rule(fault: ErrorDetails) -> InputError:
    """Return what was expected, as the end of a sentence, to be told in either language.

    Examples
    --------
    >>> fault = {"type": "less_than", "loc": ("a",), "msg": "", "input": 3, "ctx": {"lt": 1.0}}
    >>> rule(fault).sentence("fr")
    'un nombre plus petit que 1 est attendu'
    """
    context = {name: _figure(value) for name, value in fault.get("ctx", {}).items()}
    if fault["type"] == "value_error":  # one of our own checks, worded where it is made
        return InputError(str(context["error"]))
    if "expected" in context:
        context["expected"] = str(context["expected"]).replace(" or ", ", ").replace("'", "")
    return InputError(_RULES.get(fault["type"], _RULES["other"]), **context)


def first_to_mend(faults: Sequence[ErrorDetails]) -> ErrorDetails:
    """Return the fault to tell: a key that is not known before one that lacks beside it.

    A misspelt key is both; the spelling is what there is to mend.
    """
    first = faults[0]
    if first["type"] != "missing":
        return first
    section = first["loc"][:-1]
    unknown = (
        fault
        for fault in faults
        if fault["type"] == "extra_forbidden" and fault["loc"][:-1] == section
    )
    return next(unknown, first)


def _figure(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def shown(value: Any) -> str:
    """Return a value as a TOML file writes it, shortened.

    Examples
    --------
    >>> shown(True), shown("a"), shown([1, 2]), shown(float("inf"))
    ('true', 'a', '[1, 2]', 'inf')
    """
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def nearest(name: str, known: Iterable[str]) -> InputError | str:
    """Return the known name nearest to ``name`` as a question, or nothing."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return InputError(" (« {near} »?)", near=near[0]) if near else ""
