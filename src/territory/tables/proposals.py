"""Columns of the files that propose and ask: sites written twice, places to be checked."""

from __future__ import annotations

from territory.tables.words import KIND_WORDS, Column

# fmt: off
DUPLICATE_COLUMNS: tuple[Column, ...] = (
    Column("id_a", "string", "Premier point", "First site", "Identifiant.", "Identifier."),
    Column("id_b", "string", "Second point", "Second site", "Identifiant.", "Identifier."),
    Column("name_a", "string", "Nom du premier", "Name of the first", "Tel que lu.", "As read."),
    Column("name_b", "string", "Nom du second", "Name of the second", "Tel que lu.", "As read."),
    Column("kind_a", "string", "Sorte du premier", "Kind of the first",
           "Sorte de service.", "Kind of service.", values=KIND_WORDS),
    Column("kind_b", "string", "Sorte du second", "Kind of the second",
           "Sorte de service.", "Kind of service.", values=KIND_WORDS),
    Column("distance_m", "number", "Distance", "Distance", "À vol d'oiseau.", "Straight line.",
           "mètres", "metres"),
    Column("similarity", "number", "Ressemblance", "Similarity",
           "Des deux noms, sans les mots de leur sorte : 100 s'ils sont les mêmes.",
           "Of the two names, less the words of their kind: 100 when they are the same."),
    Column("why", "string", "Raison", "Reason", "En français.", "In French."),
    Column("why_en", "string", "Raison, en anglais", "Reason, in English",
           "En anglais.", "In English."),
)
"""Columns of ``duplicates.csv``: nothing is merged without the study's own file."""

PLACE_COLUMNS: tuple[Column, ...] = (
    Column("service_id", "string", "Point", "Site", "Identifiant.", "Identifier."),
    Column("name", "string", "Nom", "Name", "Tel que lu.", "As read."),
    Column("kind", "string", "Sorte", "Kind",
           "Sorte de service.", "Kind of service.", values=KIND_WORDS),
    Column("municipality_id", "string", "Municipalité inscrite", "Municipality stated",
           "Code de la municipalité que dit le fichier.",
           "Code of the municipality the file says."),
    Column("place_doubt", "string", "À vérifier", "To check", "En français.", "In French."),
    Column("place_doubt_en", "string", "À vérifier, en anglais", "To check, in English",
           "En anglais.", "In English."),
)
"""Columns of ``places_to_check.csv``: sites kept whose place may be wrong."""
