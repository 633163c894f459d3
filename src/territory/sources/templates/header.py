"""Finding the header of a filled file, and which of its columns is which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from territory.errors import InputError
from territory.sources._personal import is_personal
from territory.sources._tabular import nearest_name
from territory.sources.templates.grid import Grid
from territory.sources.templates.model import Field, Template, simplified
from territory.sources.templates.titles import title_words

_LOOKED_AT = 80
_PARENTHESIS = re.compile(r"\s*\([^)]*\)\s*$")


@dataclass(frozen=True)
class Header:
    """The header of a file, understood.

    Attributes
    ----------
    line : int
        Its line in the file.
    places : Mapping[str, int]
        Which column (from 0) holds each field, by key.
    shown : Mapping[str, str]
        What the file calls each field found.
    unread, personal : tuple of str
        Headers nobody reads, and those about people.
    alike : tuple of str
        Fields found under a title that only means the same (« TS présents »).
    names : tuple of (str or None)
        The whole header.
    """

    line: int
    places: Mapping[str, int]
    shown: Mapping[str, str]
    unread: tuple[str, ...]
    personal: tuple[str, ...]
    alike: tuple[str, ...] = ()
    names: tuple[str | None, ...] = ()


def find_header(
    grid: Grid,
    template: Template,
    columns: Mapping[str, str] | None,
    constants: Iterable[str] = (),
) -> Header:
    """Return the header of a filled template, wherever it is and however it is written.

    Parameters
    ----------
    grid : Grid
        The file.
    template : Template
        What is looked for.
    columns : Mapping, optional
        Our column name to the file's, as a study says it.
    constants : iterable of str
        Fields whose single value a study gives.

    Raises
    ------
    InputError
        When no line looks like a header, a column named in ``columns`` is not there, one field
        is in two columns, or a mandatory one in none.
    """
    mapping = _mapping(template, columns or {})
    index, names = _best_line(grid, template, mapping)
    line = grid.rows[index][0]
    places, shown = _matched(names, template, mapping, grid.source)
    _require(template, places, constants, names, grid.source)
    left = [str(name) for i, name in enumerate(names) if name and i not in places.values()]
    personal = tuple(name for name in left if is_personal(name))
    unread = tuple(name for name in left if name not in personal)
    alike = tuple(
        key
        for key, place in places.items()
        if key not in mapping and not (_exact_or_loose(template.field(key), names[place]))
    )
    return Header(line, places, shown, unread, personal, alike, tuple(names))


def _mapping(template: Template, columns: Mapping[str, str]) -> dict[str, str]:
    """Return the file's header of each field a study maps; an unknown field is refused."""
    known = {one.key: one for one in template.fields}
    by_name = {simplified(name): one.key for one in template.fields for name in one.names()[:3]}
    mapping = {}
    for ours, theirs in columns.items():
        key = ours if ours in known else by_name.get(simplified(ours))
        if key is None:
            near = nearest_name(ours, known)
            raise InputError(
                "columns : « {column} » n'est pas une colonne du gabarit « {name} »"
                "{hint}; colonnes : {known}.",
                column=ours,
                name=template.fr,
                hint=f" (« {near} »?)" if near else "",
                known=", ".join(known),
            )
        mapping[key] = theirs
    return mapping


def _best_line(
    grid: Grid, template: Template, mapping: Mapping[str, str]
) -> tuple[int, list[str | None]]:
    """Return where the header is: the line with most names known."""
    if not grid.rows:
        raise InputError("{path} n'a aucune case remplie.", path=grid.source)
    known = _names(template) | {simplified(theirs) for theirs in mapping.values()}
    alike = set(_keys_by_words(template))
    best, most = -1, 0
    for place, (_, cells) in enumerate(grid.rows[:_LOOKED_AT]):
        texts = [cell for cell in cells if isinstance(cell, str)]
        found = len({_bare(one) for one in texts if _bare(one) in known or _means(one) in alike})
        if found > most and not _is_comment(cells):
            best, most = place, found
    if best < 0:
        first = [str(cell) for cell in grid.rows[0][1] if cell is not None][:8]
        raise InputError(
            "{path} : aucune ligne n'a les titres du gabarit « {name} »; titres attendus : "
            "{expected}; première ligne trouvée : {found}. Un fichier qui a ses propres titres "
            "se décrit avec columns, dans l'étude.",
            path=grid.source,
            name=template.fr,
            expected=", ".join(one.fr for one in template.fields if one.mandatory),
            found=", ".join(first),
        )
    cells = grid.rows[best][1]
    return best, [None if cell is None else " ".join(str(cell).split()) for cell in cells]


def is_repeated(cells: Sequence[Any], header: Header) -> bool:
    """Tell whether a row is the header again, as at the top of each printed page."""
    alike = sum(
        isinstance(cells[place], str) and simplified(cells[place]) == simplified(header.shown[key])
        for key, place in header.places.items()
        if place < len(cells)
    )
    return alike > 1 and alike * 2 >= len(header.places)


def _is_comment(cells: Sequence[Any]) -> bool:
    first = next((cell for cell in cells if cell is not None), None)
    return isinstance(first, str) and first.startswith("#")


def _names(template: Template) -> set[str]:
    return {simplified(name) for one in template.fields for name in one.names()}


def _bare(cell: object) -> str:
    """Return a header simplified, its unit in parentheses aside.

    Examples
    --------
    >>> _bare("ETC TS (au site) *")
    'etc ts'
    """
    if not isinstance(cell, str):
        return ""
    return _PARENTHESIS.sub("", simplified(cell)) or simplified(cell)


def _matched(
    names: Sequence[str | None], template: Template, mapping: Mapping[str, str], source: str
) -> tuple[dict[str, int], dict[str, str]]:
    """Return the column and the header of each field found; a field met twice is refused."""
    places: dict[str, int] = {}
    for key, theirs in mapping.items():
        places[key] = _place_of(theirs, names, template.field(key), source)
    taken = set(places.values())
    free = [one for one in template.fields if one.key not in places]
    by_words = _keys_by_words(template)
    ranks = (_exact, _loose, partial(_alike, by_words))
    for rank in ranks:
        found = {one.key: rank(one, names, taken) for one in free if one.key not in places}
        for key, columns in found.items():
            if len(columns) > 1 and not _graded(template.field(key), columns, names):
                raise _twice(source, names, columns)
            if columns and columns[0] not in taken:
                places[key] = columns[0]
                taken.add(columns[0])
    return places, {key: str(names[place]) for key, place in places.items()}


def _exact(one: Field, names: Sequence[str | None], taken: set[int]) -> list[int]:
    """Return the columns that carry the field's own name, the template's words first."""
    columns: list[int] = []
    for group in (one.names()[:3], one.aliases):
        wanted = {simplified(name) for name in group} | {_bare(name) for name in group}
        columns += [
            i
            for i, name in enumerate(names)
            if name and i not in taken and i not in columns and simplified(name) in wanted
        ]
    return columns


def _loose(one: Field, names: Sequence[str | None], taken: set[int]) -> list[int]:
    """Return the columns that carry it but for what is in parentheses."""
    wanted = {simplified(name) for name in one.names()} | {_bare(name) for name in one.names()}
    return [i for i, name in enumerate(names) if name and i not in taken and _bare(name) in wanted]


def _keys_by_words(template: Template) -> dict[tuple[str, ...], str]:
    """Return the field that each meaning of a title is of; none where two fields share it."""
    found: dict[tuple[str, ...], set[str]] = {}
    for one in template.fields:
        for name in one.names():
            found.setdefault(title_words(name), set()).add(one.key)
    return {words: keys.pop() for words, keys in found.items() if words and len(keys) == 1}


def _means(title: str) -> tuple[str, ...]:
    """Return the words of a title that count; nothing of one about a person."""
    return () if is_personal(title) else title_words(title)


def _alike(
    by_words: Mapping[tuple[str, ...], str],
    one: Field,
    names: Sequence[str | None],
    taken: set[int],
) -> list[int]:
    """Return the columns whose title means the same: articles, gender and plural aside."""
    return [
        i
        for i, name in enumerate(names)
        if name and i not in taken and by_words.get(_means(name)) == one.key
    ]


def _exact_or_loose(one: Field, name: str | None) -> bool:
    return bool(_exact(one, [name], set()) or _loose(one, [name], set()))


def _graded(one: Field, columns: Sequence[int], names: Sequence[str | None]) -> bool:
    """Tell whether one of several columns has the template's own words, the others an alias."""
    own = {simplified(name) for name in one.names()[:3]}
    first = [i for i in columns if simplified(names[i]) in own]
    same = {simplified(names[i]) for i in columns}
    return len(first) == 1 and len(same) == len(columns) and columns[0] == first[0]


def _twice(source: str, names: Sequence[str | None], columns: Sequence[int]) -> InputError:
    return InputError(
        "{path} : deux colonnes donnent la même chose, « {first} » ({a}) et « {second} » ({b}); "
        "renommez ou retirez l'une d'elles.",
        path=source,
        first=names[columns[0]],
        second=names[columns[1]],
        a=letters(columns[0]),
        b=letters(columns[1]),
    )


def letters(place: int) -> str:
    """Return the letters of a column, as spreadsheets write them.

    Examples
    --------
    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    text, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        text = chr(ord("A") + letter) + text
    return text


def _place_of(theirs: str, names: Sequence[str | None], one: Field, source: str) -> int:
    for how in (simplified, _bare):
        found = [i for i, name in enumerate(names) if name and how(name) == how(theirs)]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise _twice(source, names, found)
    present = [name for name in names if name]
    near = nearest_name(theirs, present)
    if near is None:
        raise InputError(
            "{path} : la colonne « {column} » (columns.{key}) manque; colonnes trouvées : {found}.",
            path=source,
            column=theirs,
            key=one.key,
            found=", ".join(present),
        )
    raise InputError(
        "{path} : la colonne « {column} » (columns.{key}) manque; est-ce « {near} »?",
        path=source,
        column=theirs,
        key=one.key,
        near=near,
    )


def _require(
    template: Template,
    places: Mapping[str, int],
    constants: Iterable[str],
    names: Sequence[str | None],
    source: str,
) -> None:
    """Refuse a file without a mandatory column, with the nearest header it has."""
    present = {*places, *constants}
    for one in template.fields:
        stands_in = one.unless and set(one.unless) <= present
        if not one.mandatory or one.key in present or stands_in:
            continue
        left = [str(name) for i, name in enumerate(names) if name and i not in places.values()]
        near = nearest_name(one.fr, left) or nearest_name(one.en, left)
        if near is None:
            raise InputError(
                "{path} : la colonne « {column} » manque; colonnes trouvées : {found}. Dans "
                "l'étude, columns dit comment votre fichier l'appelle.",
                path=source,
                column=one.fr,
                found=", ".join(str(name) for name in names if name),
            )
        raise InputError(
            "{path} : la colonne « {column} » manque; est-ce « {near} »? Renommez-la, ou dites-le "
            'dans l\'étude : columns = {{ {key} = "{near}" }}.',
            path=source,
            column=one.fr,
            key=one.key,
            near=near,
        )
