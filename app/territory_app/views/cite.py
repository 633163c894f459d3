"""How to cite a view: in words, and as files a reference manager reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from territory_app.catalogue import Catalogue
from territory_app.exports.naming import computed, written_date
from territory_app.views.about import licences, tool_version
from territory_app.views.norm import norm_title
from territory_app.views.provenance import cited_sources
from territory_app.words import words

_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


@dataclass(frozen=True)
class Citation:
    """What a citation is made of.

    Attributes
    ----------
    author, title, kind : str
        Who; what, its place and vintage included; "map" or "table" in words.
    day : date
        When the results were computed.
    version, checksum : str
        Of the tool; of the results.
    norm, sources, licences : str
        The convention behind the classes; publishers and vintages; their licences.
    permalink : str
        Address that shows it again.
    warning : str
        The demonstration's sentence; empty on real data.
    language : str
        "fr" or "en".
    """

    author: str
    title: str
    kind: str
    day: date
    version: str
    checksum: str
    norm: str
    sources: str
    licences: str
    permalink: str
    warning: str
    language: str


def citation(
    catalogue: Catalogue, title: str, permalink: str, language: str, *, kind: str = ""
) -> Citation:
    """Return the citation of something the application shows.

    Parameters
    ----------
    catalogue : Catalogue
        The results.
    title : str
        Title of the map, of the table or of the sheet, as it is shown.
    permalink : str
        Address that shows it again.
    language : str
        "fr" or "en".
    kind : str
        What it is, in words; a map where not said.
    """
    _ = words(language)
    return Citation(
        author=_("Équipe de territory"),
        title=title,
        kind=kind or _("carte"),
        day=computed(catalogue),
        version=tool_version(catalogue),
        checksum=catalogue.version,
        norm=norm_title(catalogue.norm, language),
        sources="; ".join(cited_sources(catalogue, language)),
        licences="; ".join(licences(catalogue, language)),
        permalink=permalink,
        warning=catalogue.banner(language),
        language=language,
    )


def in_words(cited: Citation) -> str:
    """Return the citation as a reference list has it."""
    _ = words(cited.language)
    pieces = [
        cited.warning,
        f"{cited.author} ({cited.day.year}). {cited.title} [{cited.kind}].",
        _("Norme : {norm}.").format(norm=cited.norm),
        _("Sources : {sources}.").format(sources=cited.sources) if cited.sources else "",
        _("territory {version}, résultats {checksum}, calculés le {date}.").format(
            version=cited.version,
            checksum=cited.checksum[:8],
            date=written_date(cited.day, cited.language),
        ),
        _("Licences : {licences}.").format(licences=cited.licences) if cited.licences else "",
        cited.permalink,
    ]
    return " ".join(filter(None, pieces))


def bibtex(cited: Citation) -> str:
    """Return the citation as BibTeX."""
    _ = words(cited.language)
    note = " ".join(filter(None, (cited.warning, _("Norme : {norm}.").format(norm=cited.norm))))
    fields = {
        "author": f"{{{_tex(cited.author)}}}",
        "title": f"{{{_tex(cited.title)}}}",
        "year": str(cited.day.year),
        "month": str(cited.day.month),
        "howpublished": _tex(cited.kind),
        "version": _tex(f"territory {cited.version}, {cited.checksum}"),
        "note": _tex(" ".join(filter(None, (note, cited.sources, cited.licences)))),
        "url": cited.permalink,
        "language": {"fr": "french", "en": "english"}[cited.language],
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{territory-{cited.checksum[:8]},\n{body}\n}}\n"


def ris(cited: Citation) -> str:
    """Return the citation as RIS, one field a line."""
    norm = words(cited.language)("Norme : {norm}.").format(norm=cited.norm)
    pairs: Iterable[tuple[str, str]] = (
        ("TY", "MAP"),
        ("AU", cited.author),
        ("TI", cited.title),
        ("PY", str(cited.day.year)),
        ("DA", cited.day.strftime("%Y/%m/%d")),
        ("ET", f"territory {cited.version}, {cited.checksum}"),
        ("N1", " ".join(filter(None, (cited.warning, norm, cited.sources)))),
        ("C1", cited.licences),
        ("UR", cited.permalink),
        ("LA", cited.language),
        ("ER", ""),
    )
    return "".join(f"{tag}  - {_one_line(text)}\r\n" for tag, text in pairs if text or tag == "ER")


def _tex(text: str) -> str:
    return _one_line(text).translate(_TEX)


def _one_line(text: str) -> str:
    return " ".join(text.split(" ")).replace("\r", " ").replace("\n", " ")
