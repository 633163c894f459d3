"""Every sentence of a map page, in French and in English."""

from __future__ import annotations

from territory.text import LANGUAGES, N_, translator

PAGE_WORDS = {
    "title": N_("Écarts d'accès"),
    "colon": N_(" : "),
    "search": N_("Chercher un territoire"),
    "no_match": N_("Aucun territoire de ce nom"),
    "more": N_("et {count} autres : précisez le nom"),
    "indicator": N_("Indicateur"),
    "legend": N_("Légende"),
    "legend_hint": N_("Choisir une ligne l'isole sur la carte"),
    "territory_one": N_("{count} territoire"),
    "territory_other": N_("{count} territoires"),
    "person_one": N_("{count} personne"),
    "person_other": N_("{count} personnes"),
    "warning": N_("Avertissement"),
    "missing": N_("donnée absente"),
    "sites": N_("Points de service"),
    "doors": N_("portes"),
    "inhabited": N_("Zone habitée"),
    "whole": N_("Tout le territoire"),
    "as_table": N_("Voir les données en tableau"),
    "as_map": N_("Revenir à la carte"),
    "other_language": N_("English"),
    "map_label": N_("Carte. Les flèches la déplacent, + et - changent l'échelle; la recherche et "
                    "le tableau donnent les mêmes renseignements."),
    "rank": N_("Rang"),
    "rank_range": N_("de {low} à {high} selon le seuil et la décroissance"),
    "norm": N_("Norme"),
    "convention": N_("Une norme est une convention déclarée, pas une règle officielle."),
    "bounds_fixed": N_("bornes fixes"),
    "bounds_quantiles": N_("quantiles"),
    "sources": N_("Sources"),
    "tools": N_("Carte : territory {version}, folium et Leaflet; fond sans tuiles, contours "
                "simplifiés."),
    "not_door": N_("n'est pas une porte"),
    "is_door": N_("porte"),
    "surroundings": N_("aux abords"),
    "around": N_("autour de l'étude, dans aucun de ses territoires"),
    "fte": N_("{fte} ETC comptés"),
    "fte_unknown": N_("effectif inconnu"),
}  # fmt: skip


def page_words() -> dict[str, dict[str, str]]:
    """Return the sentences per language."""
    return {
        language: {key: translator(language)(words) for key, words in PAGE_WORDS.items()}
        for language in LANGUAGES
    }
