"""What the method page says beyond indicators and norm, chapter by chapter, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from territory_app.words import words


@dataclass(frozen=True)
class Chapter:
    """One chapter: its anchor, its title, its paragraphs."""

    key: str
    title: str
    said: tuple[str, ...]


def doors(language: str) -> tuple[tuple[str, str, str], ...]:
    """Return, for each kind of service, whether it is a door and whether its staff counts."""
    _ = words(language)
    return (
        (_("CLSC"), _("oui, effectif connu ou non"), _("oui")),
        (
            _("Organisme communautaire, travail de milieu, bibliothèque"),
            _("si une intervenante ou un intervenant y est connu"),
            _("oui"),
        ),
        (
            _("Bibliothèque sans intervenante ni intervenant"),
            _("non, montrée seulement"),
            _("non"),
        ),
        (
            _("GMF où l'inscription est requise, ou inconnue"),
            _("non"),
            _("oui, pour les personnes inscrites"),
        ),
        (_("GMF déclaré ouvert à tout le monde"), _("s'il a un effectif"), _("oui")),
        (_("Service virtuel"), _("non"), _("non; compté à part")),
    )


def chapters(language: str) -> tuple[Chapter, ...]:
    """Return the chapters, in order."""
    _ = words(language)
    return (
        Chapter(
            "inscription",
            _("Inscription"),
            (
                _(
                    "Là où un point demande une inscription (par défaut, les GMF), seules les "
                    "personnes inscrites le partagent. L'accès est donné pour elles, pour les "
                    "autres, et en moyenne selon le taux d'inscription du lieu de résidence."
                ),
                _(
                    "On suppose qu'une inscription quelque part donne accès à tout GMF à portée : "
                    "c'est un maximum. Un taux manquant est celui que l'étude déclare, et le "
                    "territoire est signalé."
                ),
            ),
        ),
        Chapter(
            "premieres-nations",
            _("Premières Nations et Inuit"),
            (
                _(
                    "Ces territoires relèvent de leur propre gouvernance : ni classe, ni rang, ni "
                    "épreuve; leur population seulement. Leurs gens et leurs services restent "
                    "comptés dans les bassins voisins."
                ),
                _(
                    "Une communauté peut décider d'être classée : sa décision, avec sa date, est "
                    "inscrite dans un fichier de l'étude et gardée avec les résultats."
                ),
            ),
        ),
        Chapter(
            "rangs",
            _("Rangs et intervalles"),
            (
                _(
                    "Le rang 1 est la situation la plus difficile : les déserts d'abord, puis les "
                    "territoires sous-desservis, puis les autres; entre eux, par la part atteinte "
                    "ou par l'accès."
                ),
                _(
                    "L'intervalle donne le plus petit et le plus grand rang obtenus quand le seuil "
                    "et la décroissance changent. Deux intervalles qui se touchent ne disent pas "
                    "quel territoire est le plus mal desservi. Une classe qui change alors est "
                    "dite fragile."
                ),
            ),
        ),
        Chapter(
            "classes",
            _("Classes de couleurs"),
            (
                _(
                    "Quantiles : autant de territoires dans chaque classe; bons pour comparer des "
                    "rangs, ils séparent parfois des valeurs presque égales."
                ),
                _(
                    "Seuils naturels (Fisher-Jenks) : les coupures qui laissent le moins d'écarts "
                    "dans les classes; bons pour voir des groupes."
                ),
                _(
                    "Norme : des bornes fixes, liées à la norme en usage; bonnes pour dire qui "
                    "est au-dessous. Pour comparer deux années ou deux indicateurs, figer les "
                    "classes garde les mêmes bornes."
                ),
                _(
                    "Le choix des classes change le dessin, jamais les chiffres : la légende donne "
                    "toujours les bornes, le nombre de territoires et les personnes."
                ),
            ),
        ),
        Chapter(
            "absences",
            _("Données absentes"),
            (
                _(
                    "Une valeur manquante, une valeur retirée parce que les gens sont trop peu "
                    "nombreux, une question sans objet et un territoire non classé sont quatre "
                    "choses : quatre motifs, jamais la couleur la plus pâle, jamais zéro."
                ),
                _(
                    "La complétude dit pour quelle part de la population chaque liste de services "
                    "est entière. Elle n'entre dans aucune classe, mais un rang obtenu sur des "
                    "données incomplètes est annoncé avant tout autre chiffre."
                ),
            ),
        ),
        Chapter(
            "petits-nombres",
            _("Petits nombres"),
            (
                _(
                    "Sous le minimum de population de la norme, ni taux ni rang : un seul poste y "
                    "ferait tout basculer. Les comptes restent. Un effectif de moins de quelques "
                    "ETC est montré, et signalé."
                ),
            ),
        ),
        Chapter(
            "limites",
            _("Ce que cela ne dit pas"),
            (
                _(
                    "L'accès mesuré est spatial : il ne dit rien de l'attente, des heures, de la "
                    "langue, du coût ni de la confiance. Un temps estimé n'est pas un trajet réel."
                ),
                _(
                    "Un chiffre décrit un lieu, non les personnes qui y vivent : qu'un lieu "
                    "défavorisé ait peu d'accès ne dit pas que les personnes défavorisées en ont "
                    "peu."
                ),
                _(
                    "Les frontières comptent : les mêmes gens, découpés autrement, donnent "
                    "d'autres classes. Regarder deux niveaux avant de conclure."
                ),
            ),
        ),
    )
