"""Write the pages of docs/ about import templates, from the templates themselves.

Usage: python tools/build_templates.py
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from territory.sources.templates import Template, load_template
from territory.sources.templates.model import KEYS
from territory.sources.templates.write import HEADINGS, explanations
from territory.text import translator, typeset

DOCS = Path(__file__).resolve().parents[1] / "docs"
GENERATED = {
    "fr": "<!-- Page écrite par tools/build_templates.py; ne pas la corriger à la main. -->\n\n",
    "en": "<!-- Page written by tools/build_templates.py; do not correct it by hand. -->\n\n",
}
INTRODUCTION = {
    "fr": """\
# Gabarits d'importation

Les effectifs des GMF, les taux d'inscription, les organismes communautaires, les intervenantes et
intervenants en bibliothèque et les présences hors murs n'ont pas de fichier public complet. Ce
sont les coalitions qui les connaissent; chaque gabarit en reçoit une sorte.

    territory template                     la liste
    territory template gmf                 écrit gabarit-gmf.xlsx ici
    territory template organismes -o o.csv un CSV; « -o - » l'affiche
    territory check gabarit-gmf.xlsx --as gmf

`check` dit combien de rangées sont lues, gardées et écartées; pour chaque rangée écartée, sa
ligne, sa colonne, ce qui ne va pas et quoi faire; ce que le fichier donne; et ce qui est à
vérifier dans les rangées gardées. Son code de sortie est 2 quand aucune rangée ne peut servir.

## Ce qui est compris

- Classeurs .xlsx (la première feuille, ou celle que nomme `sheet`) et CSV de tout séparateur, en
  UTF-8 ou en Windows-1252; des lignes de titre au-dessus de l'en-tête; colonnes en français, en
  anglais ou mêlés, sans égard à la casse, aux accents, aux espaces ni à l'astérisque.
- Un titre écrit autrement (« TTS présents » pour « TTS présentes ou présents ») est lu, et `check`
  le dit. Une colonne qui ressemble à une autre sans l'être est nommée avant le tableau, avec le
  titre à écrire : ses chiffres manqueraient.
- « 12,5 », « 12.5 », « 1 234 », « 2 ETC », « 80 % », une case en pourcentage, une date de tableur,
  « 31 mars 2024 ». Un nombre ou une date qui se lit de deux façons est refusé.
- « ? », « N/D », « inconnu » et une case vide sont la même chose : inconnu, jamais 0.
- Un lieu sans coordonnées prend le point de sa municipalité, et sa précision le dit. Un nom que
  portent deux municipalités est refusé, et les deux sont nommées.
- Les rangées EXEMPLE sont mises de côté et comptées. Les colonnes de courriels, de téléphones et
  de noms de personnes restent dans le fichier : aucune table ne les garde.

## ETC, postes, personnes, jours

Les ETC sont du temps travaillé à ce lieu. `open_share` est la part de la semaine où le service est
là : 5 jours ou 35 heures font 1, et une fois par mois 12/52 de jour par semaine. Un fichier qui
donne des personnes et des jours devient ETC = personnes × part de la semaine, une seule fois, à la
lecture; des ETC donnés ne sont jamais multipliés. Postes budgétés et nombre de personnes sont
d'autres colonnes, qui ne comptent pas.

## Dans une étude

    [[services]]
    reader = "gmf"
    path = "mes-gmf.xlsx"

    [[services]]
    reader = "community"
    path = "liste-du-cisss.csv"
    [services.options]
    columns = { name = "Nom de l'organisme", fte_ts = "ETC TS" }
    constants = { date = "2024-03-31" }

    [[registration]]
    reader = "registration"
    path = "taux.xlsx"

    [[coverage]]
    reader = "coverage_statements"
    path = "couverture.xlsx"

`columns` dit comment un fichier qui existe déjà appelle nos colonnes; `constants` donne une valeur
à une colonne qu'il n'a pas; `sheet` nomme une feuille. Les autres lecteurs sont `library_workers`,
`outreach` et `hsds`.

Seuls les taux selon la résidence deviennent le taux d'inscription des gens : par leur CLSC, leur
municipalité, leur RLS ou un niveau plus grand, le plus fin d'abord. Une unité partagée entre deux
territoires prend la moyenne de leurs taux, pondérée par ses gens; une unité qui a son propre taux
le garde; le taux déclaré dans l'étude sert là où il n'y en a aucun.

## 211 et Open Referral (HSDS)

`reader = "hsds"` lit un dossier ou une archive .zip de CSV, versions 2 et 3 : `organization`,
`service`, `location`, `service_at_location`, `address` ou `physical_address`, `schedule` ou
`regular_schedule`, `service_area`, `taxonomy_term`. Un organisme à un lieu fait un point; ses
services y sont réunis. Les jours d'ouverture donnent la part de la semaine. Un service sans lieu,
virtuel, fermé ou hors du Québec est écarté avec sa raison. Aucun effectif n'y figure : les ETC
sont inconnus. Les fichiers qui concernent des personnes (`contact`, `phone`) ne sont jamais
ouverts. `territory check DOSSIER --as hsds` dit ce qu'il donne.

""",
    "en": """\
# Import templates

There is no complete public file of GMF staff, registration rates, community groups, social-service
workers in libraries or outreach. Coalitions know them; each template takes one kind.

    territory template --english           the list
    territory template gmf --english       writes template-gmf.xlsx here
    territory template community -o c.csv  a CSV; "-o -" shows it
    territory check template-gmf.xlsx --as gmf

`check` tells how many rows are read, kept and set aside; for each row set aside, its line, its
column, what is wrong and what to do; what the file gives; and what to check in the rows kept. Its
exit status is 2 when no row can be used. With `TERRITORY_LANG=en` everything is in English.

## What is understood

- Workbooks (.xlsx; the first sheet, or the one `sheet` names) and CSV of any separator, in UTF-8
  or Windows-1252; title lines above the header; headers in French, in English or mixed, whatever
  their case, accents, spaces or asterisk.
- A title written otherwise ("TTS présents" for "TTS présentes ou présents") is read, and `check`
  says so. A column that resembles another without being it is named before the table, with the
  title to write: its figures would be missing.
- "12,5", "12.5", "1 234", "2 FTE", "80%", a percentage cell, a spreadsheet date, "March 31, 2024".
  A number or a date that can be read two ways is refused.
- "?", "N/A", "unknown" and a blank cell are the same thing: unknown, never 0.
- A place without coordinates takes the point of its municipality, and its precision says so. A name
  that two municipalities share is refused, and both are named.
- EXAMPLE rows are set aside and counted. Columns of e-mails, telephones and people's names stay
  in the file: no table keeps them.

## FTE, posts, people, days

FTE is time worked at that place. `open_share` is the share of the week when the service is there:
5 days or 35 hours make 1, and once a month 12/52 of a day a week. A file that gives people and
days becomes FTE = people × share of the week, once, at reading; FTE given is never multiplied.
Budgeted posts and headcounts are other columns, which do not count.

## In a study

    [[services]]
    reader = "gmf"
    path = "my-gmf.xlsx"

    [[services]]
    reader = "community"
    path = "cisss-list.csv"
    [services.options]
    columns = { name = "Nom de l'organisme", fte_ts = "ETC TS" }
    constants = { date = "2024-03-31" }

    [[registration]]
    reader = "registration"
    path = "rates.xlsx"

    [[coverage]]
    reader = "coverage_statements"
    path = "coverage.xlsx"

`columns` says what a file that already exists calls our columns; `constants` gives one value for a
column it does not have; `sheet` names a sheet. The other readers are `library_workers`, `outreach`
and `hsds`.

Only rates by residence become people's registration rate: through their CLSC, their municipality,
their RLS or a larger level, the finest first. A unit shared between two territories takes the mean
of their rates, weighted by its people; a unit with a rate of its own keeps it; the rate declared in
the study stands in where there is none.

## 211 and Open Referral (HSDS)

`reader = "hsds"` reads a folder or a .zip of CSV, versions 2 and 3: `organization`, `service`,
`location`, `service_at_location`, `address` or `physical_address`, `schedule` or
`regular_schedule`, `service_area`, `taxonomy_term`. An organization at a location makes one site;
its services there are grouped. Opening days give the share of the week. A service without a
location, virtual, closed or outside Québec is set aside with its reason. There is no staffing in
it: FTE unknown. Files about people (`contact`, `phone`) are never opened.
`territory check FOLDER --as hsds` tells what it gives.

""",
}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines
    )


def section(template: Template, language: str) -> str:
    """Return what one template asks for."""
    _ = translator(language)
    rows = [
        [f"**{header.rstrip('* ')}** `{one.key}`", mandatory, unit, allowed, told]
        for one, (header, mandatory, unit, allowed, told) in zip(
            template.fields, explanations(template, language), strict=True
        )
    ]
    reader = _("lecteur") if language == "fr" else "reader"
    return (
        f"## `{template.name(language)}`\n\n{template.words('title', language)}. "
        f"({reader} `{template.reader}`, `[[{template.table}]]`)\n\n"
        f"{template.words('note', language)}\n\n"
        + table([_(title) for title in HEADINGS], rows)
        + "\n"
    )


def page(language: str) -> str:
    """Return the whole page in ``language``."""
    title, _, rest = INTRODUCTION[language].partition("\n\n")
    sections = "".join(section(load_template(key), language) for key in KEYS)
    text = f"{title}\n\n{GENERATED[language]}{rest}{sections}".rstrip("\n") + "\n"
    return _typeset(text) if language == "fr" else text


def _typeset(text: str) -> str:
    """Put non-breaking spaces where French asks for them, outside lines of code."""
    return "".join(
        line if line.startswith("    ") else typeset(line) for line in text.splitlines(True)
    )


PAGES = {"gabarits.md": "fr", "templates.md": "en"}


def main() -> None:
    """Write every page."""
    for name, language in PAGES.items():
        (DOCS / name).write_text(page(language), encoding="utf-8", newline="\n")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
