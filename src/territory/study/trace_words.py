"""The formula of each column, in symbols and in words (docs/method.md)."""

from __future__ import annotations

from territory.text import N_

_R = "R_j = S_j / Σ_k P_k·e_kj·w_kj"

FORMULAS: dict[str, tuple[str, str]] = {
    "territory_id": ("T", N_("le code du territoire, lu dans son fichier")),
    "name": ("T", N_("le nom du territoire, lu dans son fichier")),
    "population": (
        "Σ_i m_i, m_i = s_iT·P_i",
        N_("somme des gens de chaque unité, selon sa part dans le territoire"),
    ),
    "population_covered": (
        N_("Σ_(i placées) m_i"),
        N_("somme des gens des unités qui ont des coordonnées"),
    ),
    "class": (
        N_("classe(atteinte, intensité)"),
        N_("suite de questions : autogouverné, population, épreuve d'atteinte, puis d'intensité"),
    ),
    "presence": (N_("Σ_(j portes dans T) 1"), N_("nombre de portes situées dans le territoire")),
    "presence_test": (
        N_("présence > 0, sinon atteinte"),
        N_("porte sur place; sinon, ce que dit l'épreuve d'atteinte"),
    ),
    "reach_share": (
        N_("Σ_i m_i·[d_i ≤ θ_i] / Σ_(i placées) m_i"),
        N_("part des gens placés dont la porte la plus proche est sous le seuil"),
    ),
    "reach_low": (
        "Σ_i m_i·[d_i ≤ θ_i] / Σ_i m_i",
        N_("part de tous les gens qui atteignent sûrement une porte"),
    ),
    "reach_high": (
        "1 − Σ_i m_i·[d_i > θ_i] / Σ_i m_i",
        N_("part de tous les gens dont rien ne dit qu'ils n'atteignent aucune porte"),
    ),
    "people_beyond_reach": (
        "Σ_i m_i·[d_i > θ_i]",
        N_("somme des gens dont la porte la plus proche est au-delà du seuil"),
    ),
    "nearest_cost_median": (
        N_("min x tel que Σ_i m_i·[x_i ≤ x] ≥ 0,5·Σ_i m_i"),
        N_("plus petit temps dont le poids cumulé atteint la moitié des gens"),
    ),
    "fte": (
        N_("Σ_(j dans T) S_j"),
        N_("somme des ETC des points comptés situés dans le territoire"),
    ),
    "fte_per_10k": (
        N_("10 000·Σ_(j dans T) S_j / Σ_i m_i"),
        N_("ETC situés dans le territoire, pour 10 000 personnes qui y habitent"),
    ),
    "access_mean": (
        f"10 000·Σ_i Σ_j m_i·e_ij·w_ij·R_j / Σ_i m_i; {_R}",
        N_(
            "somme, sur chaque unité et chaque point à sa portée, de la part des gens × part "
            "admissible × poids du temps × ETC par personne du bassin du point"
        ),
    ),
    "access_p10": (
        N_("min x tel que Σ_i m_i·[x_i ≤ x] ≥ 0,1·Σ_i m_i"),
        N_("plus petit accès dont le poids cumulé atteint un dixième des gens"),
    ),
    "access_p90": (
        N_("min x tel que Σ_i m_i·[x_i ≤ x] ≥ 0,9·Σ_i m_i"),
        N_("plus petit accès dont le poids cumulé atteint neuf dixièmes des gens"),
    ),
    "access_registered": (
        f"10 000·Σ_i Σ_j m_i·r_i·w_ij·R_j / Σ_i m_i·r_i; {_R}",
        N_("comme l'accès moyen, chaque unité comptant pour ses gens inscrits"),
    ),
    "access_nonregistered": (
        f"10 000·Σ_i Σ_j m_i·(1 − r_i)·o_j·w_ij·R_j / Σ_i m_i·(1 − r_i); {_R}",
        N_(
            "comme l'accès moyen, chaque unité comptant pour ses gens non inscrits, et les points "
            "sans inscription seulement"
        ),
    ),
    "rank": (
        N_("1 + nombre de territoires avant"),
        N_(
            "désert avant sous-desservi avant desservi; dans les déserts par part atteinte, "
            "ailleurs par accès moyen, du plus faible au plus fort"
        ),
    ),
    "rank_low": (
        N_("min des rangs essayés"),
        N_("plus petit rang sur la base et ses variantes de seuil et de poids"),
    ),
    "rank_high": (
        N_("max des rangs essayés"),
        N_("plus grand rang sur la base et ses variantes de seuil et de poids"),
    ),
    "fte_shortfall": (
        "max(0, Σ_i m_i·(ν − A_i) / 10 000)",
        N_("ETC qui manquent aux gens placés pour que leur accès moyen atteigne la norme"),
    ),
    "fte_shortfall_floor": (
        "Σ_i m_i·max(0, ν − A_i) / 10 000",
        N_("somme des manques de chaque unité, sans que les mieux desservies compensent"),
    ),
    "flags": (N_("conditions"), N_("une condition par signalement, avec son seuil")),
    "norm": (N_("norme"), N_("le nom de la norme appliquée")),
    "reach_test": (
        N_("minimum ≥ seuil; maximum < seuil et données complètes"),
        N_("réussie si la part sûre suffit; non réussie si la part possible ne suffit pas et que "
           "les portes sont toutes connues"),
    ),
    "intensity_test": (
        N_("accès moyen ≥ ν"),
        N_("réussie si l'accès moyen atteint la norme; non réussie si les données sont complètes"),
    ),
    "class_nonregistered": (
        N_("classe(atteinte, intensité des non inscrits)"),
        N_("la classe, l'intensité étant celle des personnes non inscrites"),
    ),
    "desert_form": (
        N_("désert et présence"),
        N_("dans un désert : porte absente, ou éloignée s'il y en a une sur place"),
    ),
    "coarse_people": (
        N_("Σ_(i trop grandes) m_i"),
        N_("somme des gens des unités trop grandes pour leur seuil"),
    ),
    "fte_virtual": (
        N_("Σ_(j virtuels dans T) S_j"),
        N_("somme des ETC des services virtuels situés dans le territoire"),
    ),
    "completeness": (
        N_("Σ_(sortes du panier) part complète / nombre de sortes"),
        N_("moyenne, sur les sortes du panier, de la part des gens dont la sorte est toute listée"),
    ),
    "class_reason": (
        N_("première question sans réponse"),
        N_("ce qui empêche de donner une classe; vide s'il y en a une"),
    ),
}  # fmt: skip
"""Symbols and French words of each column.

m_i people, s_iT share, P_i population, d_i time to the nearest door, θ_i threshold, w_ij weight,
e_ij share eligible, S_j FTE, R_j FTE per person, r_i registered share, o_j 1 where no registration
is asked and 0 elsewhere, A_i access, ν intensity norm.
"""

WHY: dict[str, str] = {
    "self_governed": N_(
        "Territoire autogouverné : rien n'en est calculé ni montré sans la décision de la "
        "communauté."
    ),
    "small": N_(
        "Trop peu de gens placés : aucun taux n'est donné sous le minimum de la norme, et rien "
        "n'en est montré."
    ),
    "blank": N_("Le tableau n'a pas de valeur ici : les données ne permettent pas ce calcul."),
}
