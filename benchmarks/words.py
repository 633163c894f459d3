"""What the two pages say, in English and in French."""

from __future__ import annotations

import re

ENGLISH = {
    "title": "# Speed and memory",
    "other": "[En français](vitesse.md). Written by `make bench`; the measures themselves are "
    "explained in [measures.md](measures.md).",
    "machine": "Measured on {date}: {cores} cores, {memory} GiB of memory, {system}, Python "
    "{python}, {libraries}.",
    "rules": "Everything here was measured in one run. Peaks are those of a whole process (Python, "
    "libraries, the table of costs), one for each tool and measure. Times are the best of several "
    "calls, ours and the floor in turns; what takes a peer more than 3 s is called once. A ratio "
    "holds from one machine to another; a time only says whether something takes seconds or "
    "minutes.",
    "medium_title": "## 13,700 origins × 3,000 providers",
    "medium_text": "{pairs} M pairs within 30 km, in double precision, kilometres rounded to a "
    "tenth so that some pairs lie exactly on the bounds 10, 20 and 30. The "
    "floor is numpy and scipy "
    "arithmetic written for that measure alone ([benchmarks/floors.py](../benchmarks/floors.py)): "
    "no identifiers, no checks, no status. The aim is at most 1.5 times the floor.",
    "large_title": "## 100,000 origins × 3,000 providers",
    "large_text": "{pairs} M pairs, costs in single precision (float32), sums in double "
    "precision. Peers are left out: two need the full table of 300 million costs, and `access` "
    "more than 6 GB.",
    "floor_head": "measure | territory (s) | scipy (s) | ratio | territory, peak (MB) | scipy, "
    "peak (MB) | largest relative difference",
    "together": "**All at once.** `every_measure` gives thirteen of these rows in {seconds} s; "
    "one by one they take {one_by_one} s: a share of {share} (aim: at most 0.33). Peak "
    "{peak} MB.",
    "memory": "**Memory.** The largest peak of a measure here is {worst} MB (aim: under "
    "{budget} MB). Building such a table ({pairs} M pairs, `straight_line`, geodesic "
    "distances, by blocks) takes {seconds} s and peaks at {build} MB.",
    "peers_title": "## Beside the other Python packages",
    "peers_text": "The same problem of 13,700 origins, each package called as its documentation "
    "says; only the rows a package offers. “×” is its time over ours; “first” is the first call of "
    "a process, which is all most people make.",
    "peers_head": "measure | tool | time (s) | × | first (s) | × | peak (MB) | largest "
    "relative difference to ours",
    "peers_notes": "[1] sdc-catchment 0.1.1 leaves out a pair that lies exactly on a bound; its R "
    "original and the published definitions include it. It also gives its full weight to a pair "
    "missing from a sparse table, so it was given a full one. [2] aceso 0.1.0 "
    "shares demand by 1/d over every provider, out of reach or not, instead of the decayed "
    "weights of those in reach (Wan, Zou and Sternberg, 2012). Each of "
    "these, and what PySAL `access` does "
    "with empty catchments, missing people and pairs given twice, is held by a small "
    "case in [tests/access/test_peers_traps.py](../tests/access/test_peers_traps.py).",
    "raam_title": "## RAAM: an equilibrium, and how far from it",
    "raam_text": "The gap is (primal − dual)/|primal| of the convex quadratic programme whose "
    "solution is the agents' equilibrium. `access` reports none: its flows are read from its loop "
    "as it runs. Plain Frank-Wolfe is the referee, stopped after a minute. Our gap rises each time "
    "pairs that would pay enter the problem.",
    "raam_territory": "**territory**, to 1e-6",
    "raam_frank-wolfe": "plain Frank-Wolfe",
    "raam_access": "access, {rounds} rounds",
    "raam_head": "method | time (s) | steps | gap | peak (MB) | largest relative "
    "difference to ours",
    "raam_whole": "The 150 rounds of `access` take {seconds} s: {times} times as long as the "
    "equilibrium here (aim: 20).",
    "raam_part": "At this pace the 150 rounds `access` makes by default would take {seconds} s: "
    "{times} times as long as the equilibrium here (aim: 20). `make bench` runs {rounds} of them; "
    "`python benchmarks/run.py --slow` runs all.",
    "raam_alt": "Relative optimality gap against seconds, both on logarithmic scales",
    "raam_x": "seconds",
    "raam_y": "relative gap",
    "raam_short_access": "access, {rounds} rounds",
    "roads_title": "## Roads",
    "roads_alt": "Seconds against nodes, providers and limit, with and without numba",
    "sources_title": "## Large official files",
    "sources_text": "Synthetic files in the exact layout of the official ones, zipped "
    "([benchmarks/sources.py](../benchmarks/sources.py)): the Geographic Attribute File has its "
    "498,785 rows and 63 columns (aim: 10 s, 1,024 MB); the Census Profile has its 2,631 rows "
    "for each area and is read at two sizes, since a stream needs the same memory for both, and "
    "for the 6.4 GB of the real one (aim: 500 MB). Territories of the seven levels are synthetic "
    "too, with a vertex every kilometre.",
    "sources_head": "what | time (s) | peak (MB)",
    "sources_gaf_da": "attribute file, 498,785 rows, added up into areas",
    "sources_gaf_db": "attribute file, 110,000 blocks kept one by one",
    "sources_profile_small": "Census Profile, {mb} MB of text",
    "sources_profile_large": "Census Profile, {mb} MB of text",
    "sources_placing_areas": "13,800 drawn areas placed in seven levels",
    "sources_placing_blocks": "110,000 blocks placed in seven levels",
    "rest_title": "## Membership and whole studies",
    "two_columns": "what | measured",
    "place_points": "100,000 points in 104 polygons, `place_points`",
    "bare_join": "the same, bare `geopandas.sjoin`",
    "ratio": "ratio (aim: at most 1.3)",
    "study_demo": "demonstration, cold, files to outputs",
    "study_montreal": "Montréal, cold, files to outputs",
    "study_quebec": "Québec, cold, files to outputs",
    "mb": "MB",
}

FRENCH = {
    "title": "# Vitesse et mémoire",
    "other": "[In English](speed.md). Page écrite par `make bench`; les mesures elles-mêmes sont "
    "expliquées dans [mesures.md](mesures.md).",
    "machine": "Mesuré le {date} : {cores} cœurs, {memory} Gio de mémoire, {system}, Python "
    "{python}, {libraries}.",
    "rules": "Tout a été mesuré au cours d'une même exécution. Un sommet de mémoire est celui d'un "
    "processus entier (Python, bibliothèques, table de coûts), un par outil et par mesure. Un "
    "temps est le meilleur de plusieurs appels, les nôtres et ceux du plancher à tour de rôle; ce "
    "qui prend plus de 3 s à un autre outil n'est appelé qu'une fois. Un "
    "rapport vaut d'une machine "
    "à l'autre; un temps dit seulement si l'on attend des secondes ou des minutes.",
    "medium_title": "## 13\xa0700 origines × 3\xa0000 points de service",
    "medium_text": "{pairs} M de paires à 30 km ou moins, en double précision, kilomètres "
    "arrondis au dixième pour que des paires tombent exactement sur les bornes 10, 20 et 30. Le "
    "plancher est le calcul numpy et scipy écrit pour cette seule mesure "
    "([benchmarks/floors.py](../benchmarks/floors.py)) : ni identifiants, ni vérifications, ni "
    "état. Le but : au plus 1,5 fois le plancher.",
    "large_title": "## 100\xa0000 origines × 3\xa0000 points de service",
    "large_text": "{pairs} M de paires, coûts en simple précision (float32), sommes en double "
    "précision. Les autres outils n'y sont pas : deux exigent la table pleine de 300 millions de "
    "coûts, et `access` plus de 6 Go.",
    "floor_head": "mesure | territory (s) | scipy (s) | rapport | territory, sommet (Mo) | scipy, "
    "sommet (Mo) | plus grand écart relatif",
    "together": "**Toutes ensemble.** `every_measure` donne treize de ces rangées en {seconds} s; "
    "une à une, elles prennent {one_by_one} s : une part de {share} (but : au plus 0,33). Sommet "
    "de {peak} Mo.",
    "memory": "**Mémoire.** Le plus haut sommet d'une mesure est ici de {worst} Mo (but : moins de "
    "{budget} Mo). Construire une telle table ({pairs} M de paires, `straight_line`, distances "
    "géodésiques, par blocs) prend {seconds} s et {build} Mo au sommet.",
    "peers_title": "## À côté des autres outils Python",
    "peers_text": "Le même problème de 13\xa0700 origines, chaque outil appelé comme le dit sa "
    "documentation; seulement les rangées qu'il offre. « × » est son temps divisé par le nôtre; "
    "« premier » est le premier appel d'un processus, le seul que font la plupart des gens.",
    "peers_head": "mesure | outil | temps (s) | × | premier (s) | × | sommet (Mo) | plus "
    "grand écart "
    "relatif au nôtre",
    "peers_notes": "[1] sdc-catchment 0.1.1 écarte une paire située exactement sur une borne; son "
    "original en R et les définitions publiées la comptent. Il donne aussi un plein poids à une "
    "paire absente d'une table creuse : on lui a donc donné une table pleine. [2] aceso 0.1.0 "
    "partage la demande selon 1/d entre tous les points de service, à portée ou non, au lieu des "
    "poids décroissants de ceux qui sont à portée (Wan, Zou et Sternberg, 2012). Chacun de ces "
    "cas, ainsi que ce que fait PySAL `access` des bassins vides, des populations "
    "manquantes et des paires "
    "données deux fois, est fixé par un petit exemple dans "
    "[tests/access/test_peers_traps.py](../tests/access/test_peers_traps.py).",
    "raam_title": "## RAAM : un équilibre, et à quelle distance on en est",
    "raam_text": "L'écart est (primal − dual)/|primal| du programme quadratique convexe dont la "
    "solution est l'équilibre des agents. `access` n'en donne pas : ses flux sont lus dans sa "
    "boucle pendant qu'elle tourne. L'algorithme de Frank-Wolfe simple sert d'arbitre, arrêté "
    "après une minute. Notre écart remonte chaque fois que des paires qui vaudraient la peine "
    "entrent dans le problème.",
    "raam_territory": "**territory**, jusqu'à 1e-6",
    "raam_frank-wolfe": "Frank-Wolfe simple",
    "raam_access": "access, {rounds} tours",
    "raam_head": "méthode | temps (s) | étapes | écart | sommet (Mo) | plus grand écart relatif au "
    "nôtre",
    "raam_whole": "Les 150 tours d'`access` prennent {seconds} s : {times} fois le temps de "
    "l'équilibre ici (but : 20).",
    "raam_part": "À ce rythme, les 150 tours qu'`access` fait par défaut prendraient {seconds} s : "
    "{times} fois le temps de l'équilibre ici (but : 20). `make bench` en fait {rounds}; "
    "`python benchmarks/run.py --slow` les fait tous.",
    "raam_alt": "Écart relatif à l'optimum selon les secondes, échelles logarithmiques",
    "raam_x": "secondes",
    "raam_y": "écart relatif",
    "raam_short_access": "access, {rounds} tours",
    "roads_title": "## Routes",
    "roads_alt": "Secondes selon le nombre de nœuds, de points de service et la limite, avec et "
    "sans numba",
    "sources_title": "## Grands fichiers officiels",
    "sources_text": "Fichiers fictifs dans la disposition exacte des fichiers officiels, "
    "compressés ([benchmarks/sources.py](../benchmarks/sources.py)) : le fichier des attributs "
    "géographiques a ses 498\xa0785 rangées et ses 63 colonnes (but : 10 s, 1\xa0024 Mo); le "
    "profil du recensement a ses 2\xa0631 rangées par aire et est lu en deux tailles, puisqu'un "
    "flux demande la même mémoire pour les deux, et pour les 6,4 Go du vrai (but : 500 Mo). Les "
    "territoires des sept niveaux sont fictifs aussi, avec un sommet au kilomètre.",
    "sources_head": "quoi | temps (s) | sommet (Mo)",
    "sources_gaf_da": "attributs géographiques, 498\xa0785 rangées, sommées par aire",
    "sources_gaf_db": "attributs géographiques, 110\xa0000 îlots gardés un à un",
    "sources_profile_small": "profil du recensement, {mb} Mo de texte",
    "sources_profile_large": "profil du recensement, {mb} Mo de texte",
    "sources_placing_areas": "13\xa0800 aires dessinées placées dans sept niveaux",
    "sources_placing_blocks": "110\xa0000 îlots placés dans sept niveaux",
    "rest_title": "## Appartenance et études entières",
    "two_columns": "quoi | mesuré",
    "place_points": "100\xa0000 points dans 104 polygones, `place_points`",
    "bare_join": "les mêmes, `geopandas.sjoin` seul",
    "ratio": "rapport (but : au plus 1,3)",
    "study_demo": "démonstration, à froid, des fichiers aux sorties",
    "study_montreal": "Montréal, à froid, des fichiers aux sorties",
    "study_quebec": "Québec, à froid, des fichiers aux sorties",
    "mb": "Mo",
}

# The rows of the road engine are in English; in French, piece by piece.
ROADS = (
    ("grid of ", "grille de "),
    (" M nodes", " M de nœuds"),
    (" M pairs", " M de paires"),
    (" providers", " points de service"),
    ("roads, ", "routes, "),
    ("snapping included", "rattachement compris"),
    (
        "plain scipy dijkstra, chunks of 50, no table",
        "`dijkstra` de scipy, par lots de 50, sans table",
    ),
    ("nearest for every node", "le plus proche de chaque nœud"),
    ("first call", "premier appel"),
    (" s of processor", " s de processeur"),
    (" for ", " pour "),
    (" MB", " Mo"),
)


def road_cell(text: str, language: str) -> str:
    """Return a cell of the road rows in a language."""
    if language == "fr":
        for english, french in ROADS:
            text = text.replace(english, french)
        text = re.sub(r"(?<=\d)\.(?=\d)", ",", text)
    return text


WORDS = {"en": ENGLISH, "fr": FRENCH}
