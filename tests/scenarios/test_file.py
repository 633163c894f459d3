"""Scenario files: what is read, what is refused and how it is said, what is written back."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.errors import InputError, MissingFileError
from territory.scenarios import Scenario, read_scenario, ready_made, write_scenario
from territory.scenarios.file import canonical, read_text, study_named
from territory.scenarios.model import Opening, Posts, Reattachment

HEAD = '[scenario]\nname = "essai"\ntitle = "Essai"\n'
VIRTUAL = '[[change]]\nkind = "virtuel"\n'
NBSP = "\N{NO-BREAK SPACE}"


def said(text: str, **options: Any) -> str:
    """Return the sentence a scenario is refused with, its spaces plain."""
    with pytest.raises(InputError) as refused:
        read_text(text, "s.toml", **options)
    return refused.value.sentence("fr").replace(NBSP, " ")


def changes(*bodies: str) -> str:
    """Write a scenario of these changes."""
    return HEAD + "".join(f"[[change]]\n{body}\n" for body in bodies)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Le fichier de scénario s.toml est vide."),
        ("name =", "Le fichier de scénario s.toml n'est pas un TOML valide : ligne 1, colonne 7."),
        ('[scenario]\nname = "a"\n', "s.toml, ligne 1 : la clé « scenario.title » manque."),
        (HEAD, "Le scénario s.toml ne change rien; écrivez au moins un [[change]]."),
        (
            HEAD + "[change]\nkind = 'virtuel'\n",
            "s.toml, ligne 4 : « change » n'est pas une liste; écrivez [[change]].",
        ),
        (
            HEAD + "[norme]\nx = 1\n" + VIRTUAL,
            (
                "s.toml, ligne 4 : la clé « norme » n'existe pas (« norm »?). Clés admises : scenario, "
                "norm, assume, change."
            ),
        ),
        (
            changes("kind = 'rattachement'"),
            (
                "s.toml, ligne 4 : « rattachement » : dites combien : share, by_territory, by_site "
                "ou fte."
            ),
        ),
        (
            changes("kind = 'virtuel'", "kind = 'rattachement'\nshare = 1.5"),
            "s.toml, ligne 8 : « share » vaut « 1.5 »; un nombre d'au plus 1 est attendu.",
        ),
        (
            changes("kind = 'rattachement'\nshar = 0.5"),
            (
                "s.toml, ligne 6 : la clé « shar » n'existe pas (« share »?). Clés admises : kind, "
                "share, by_territory, by_site, fte, to."
            ),
        ),
        (
            changes("kind = 'rattachement'\n[change.by_territory]\n\"MRC:05\" = 2"),
            (
                "s.toml, ligne 7 : « by_territory.MRC:05 » vaut « 2 »; un nombre d'au plus 1 est "
                "attendu."
            ),
        ),
        (
            changes("kind = 'postes'\ncount = 5\nneed = 3"),
            (
                "s.toml, ligne 7 : « need » vaut « 3 »; le nom d'une colonne de besoin, ou un nombre "
                "par territoire, est attendu."
            ),
        ),
        (
            changes("kind = 'postes'\ncount = 5\nneed = {'CLSC:1' = -1}"),
            "s.toml, ligne 7 : « need.CLSC:1 » vaut « -1 »; un nombre d'au moins 0 est attendu.",
        ),
        (
            HEAD + "[assume.fte.clcs]\nts = 1\n" + VIRTUAL,
            (
                "s.toml, ligne 4 : la clé « clcs » n'existe pas (« clsc »?). Clés admises : clsc, gmf, "
                "community, library, outreach, other."
            ),
        ),
        (
            HEAD + "[assume]\nregistration_rate = 7\n" + VIRTUAL,
            (
                "s.toml, ligne 5 : « assume.registration_rate » vaut « 7 »; un nombre d'au plus 1 est "
                "attendu."
            ),
        ),
    ],
)
def test_what_is_wrong_is_one_sentence_with_its_line(text: str, sentence: str) -> None:
    assert said(text) == sentence


def test_a_misspelt_kind_is_told_with_the_nearest() -> None:
    told = said(changes("kind = 'ratachement'\nshare = 0.5"))
    assert told.startswith(
        "s.toml, ligne 5 : kind vaut « ratachement » (« rattachement »?). Sortes"
    )


def test_a_change_without_a_kind_is_told_so() -> None:
    assert said(changes("share = 0.5")).startswith("s.toml, ligne 4 : ce changement ne dit pas")


def test_a_wrong_norm_is_told_before_anything_is_computed() -> None:
    assert "« voisinage » n'existe pas" in said(HEAD + "[norm]\npreset='voisinage'\n" + VIRTUAL)
    assert "norm.override.basket" in said(HEAD + "[norm.override]\nbasket=['x']\n" + VIRTUAL)


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "9" * 5000])
def test_a_file_no_reader_can_hold_is_told_as_not_toml(text: str) -> None:
    assert "n'est pas un TOML valide" in said(text)


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("kind='rattachement'\nshare=0.5", "kind='rattachement'\nshare=0.2", "deux fois"),
        (
            "kind='rattachement'\nby_site={g1=0.5}",
            "kind='rattachement'\nfte={g1=1.0}",
            "le GMF « g1 » est rattaché deux fois",
        ),
        (
            "kind='rattachement'\nby_territory={'RLS:1'=0.5}",
            "kind='rattachement'\nby_territory={'RLS:1'=0.6}",
            "les GMF du territoire « RLS:1 » sont rattachés deux fois",
        ),
        (
            "kind='inscription'\nby_territory={'CLSC:1'=0.5}",
            "kind='inscription'\nby_territory={'CLSC:1'=0.6}",
            "le taux du territoire « CLSC:1 » est donné deux fois",
        ),
        ("kind='inscription'\nrate=0.5", "kind='inscription'\nat_least=0.6", "donnés deux fois"),
        (
            "kind='ouvrir'\nid='n'\nname='N'\nlon=-73\nlat=46",
            "kind='fermer'\nsites=['n']",
            "le point « n » est ouvert et fermé",
        ),
        (
            "kind='fermer'\nsites=['n']",
            "kind='ouvrir'\nid='n'\nname='N'\nlon=-73\nlat=46",
            "le point « n » est ouvert et fermé",
        ),
        ("kind='fermer'\nsites=['a']", "kind='deplacer'\nsite='a'\nlon=-73\nlat=46", "déplacé"),
        (
            "kind='heures'\nsites=['a']\nopen_share=0.2",
            "kind='heures'\nsites=['a']\nopen_share=0.4",
            "les heures du point « a » changent deux fois",
        ),
        ("kind='population'\neverywhere=1.1", "kind='population'\neverywhere=1.2", "la population"),
        ("kind='organisation'\nlevel='rts'", "kind='organisation'\nlevel='rls'", "« clsc »"),
        ("kind='virtuel'", "kind='virtuel'\naction='withdraw'", "deux ordres"),
    ],
)
def test_changes_that_contradict_each_other_are_refused(first: str, second: str, why: str) -> None:
    told = said(changes(first, "kind='hors-murs'\nat='library'", second))
    line = 4 + first.count("\n") + 2 + 3
    assert told.startswith(f"s.toml, ligne {line} : ce changement contredit celui de la ligne 4 : ")
    assert why in told


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("kind='rattachement'\nby_site={g1=0.5}", "kind='rattachement'\nby_site={g2=0.5}"),
        (
            "kind='inscription'\nby_territory={a=0.5}",
            "kind='inscription'\nby_territory={b=0.5}\nat_least=0.1",
        ),
        ("kind='heures'\nsites=['a']\nopen_share=0.2", "kind='heures'\nsites=['b']\nopen_share=1"),
        ("kind='postes'\ncount=5", "kind='postes'\ncount=7"),
    ],
)
def test_changes_that_can_both_be_made_are_kept(first: str, second: str) -> None:
    assert len(read_text(changes(first, second)).change) == 2


def test_every_ready_made_scenario_reads_in_both_languages() -> None:
    for name in ready_made():
        scenario = read_scenario(name)
        assert scenario.name == name
        assert scenario.title("en") != scenario.title("fr")


def test_a_name_that_is_not_ready_made_is_told_with_the_nearest() -> None:
    with pytest.raises(InputError, match="rattachement-50"):
        read_scenario("rattachement-5")


def test_files_that_cannot_be_read_are_one_sentence_each(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="n'existe pas"):
        read_scenario(tmp_path / "absent.toml")
    with pytest.raises(InputError, match="est un dossier"):
        read_scenario(tmp_path)
    latin = tmp_path / "latin.toml"
    latin.write_bytes(HEAD.replace("Essai", "Été").encode("latin-1"))
    with pytest.raises(InputError, match="n'est pas en UTF-8"):
        read_scenario(latin)


def test_a_file_saved_with_a_mark_of_its_encoding_reads(tmp_path: Path) -> None:
    path = tmp_path / "marque.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + VIRTUAL).replace("\n", "\r\n").encode())
    assert read_scenario(path) == read_text("\ufeff" + HEAD + VIRTUAL)


def including(folder: Path, name: str, *included: str, body: str = "") -> Path:
    """Write a scenario that includes others."""
    path = folder / f"{name}.toml"
    listed = ", ".join(f'"{one}"' for one in included)
    path.write_text(
        f'[scenario]\nname = "{name}"\ntitle = "{name}"\ninclude = [{listed}]\n{body}',
        encoding="utf-8",
    )
    return path


def test_included_changes_come_first_and_the_result_stands_alone(tmp_path: Path) -> None:
    including(tmp_path, "b", "virtuel-retire")
    path = including(tmp_path, "a", "b.toml", body="[[change]]\nkind='postes'\ncount=3\n")
    scenario = read_scenario(path)
    assert [change.kind for change in scenario.change] == ["virtuel", "postes"]
    assert scenario.scenario.include == ()
    assert read_text(write_scenario(scenario)) == scenario


def test_scenarios_that_include_each_other_are_refused(tmp_path: Path) -> None:
    including(tmp_path, "b", "a.toml")
    with pytest.raises(InputError, match=r"ligne 4.*inclut à son tour"):
        read_scenario(including(tmp_path, "a", "b.toml"))
    with pytest.raises(InputError, match="inclut à son tour"):
        read_scenario(including(tmp_path, "c", "c.toml"))


def test_an_included_file_that_lacks_is_told_with_the_line_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ligne 4\s: include ne se lit pas\. Le scénario"):
        read_scenario(including(tmp_path, "a", "rattachement-5"))


def test_what_contradicts_across_files_names_both(tmp_path: Path) -> None:
    path = including(
        tmp_path, "a", "rattachement-50", body="[[change]]\nkind='rattachement'\nshare=0.1\n"
    )
    with pytest.raises(InputError, match=r"a\.toml, ligne 5\s: .*celui de rattachement-50, ligne"):
        read_scenario(path)


def test_the_norm_of_what_is_included_is_kept_unless_it_is_told_again(tmp_path: Path) -> None:
    kept = read_scenario(including(tmp_path, "a", "postes-500"))
    assert kept.norm.preset == "organisation-communautaire"
    told = read_scenario(
        including(tmp_path, "b", "postes-500", body="[norm]\npreset='proximite'\n")
    )
    assert told.norm.preset == "proximite"
    (tmp_path / "autre.toml").write_text(
        HEAD + "[norm]\npreset='tous-roles'\n" + VIRTUAL, encoding="utf-8"
    )
    with pytest.raises(InputError, match="normes différentes"):
        read_scenario(including(tmp_path, "c", "postes-500", "autre.toml"))


def test_a_norm_beside_the_scenario_is_told_whole(tmp_path: Path, checkout: Path) -> None:
    norm = (checkout / "data" / "norms" / "proximite.toml").read_text(encoding="utf-8")
    own = norm.replace('name = "proximite"', 'name = "la-notre"')
    assert own != norm
    (tmp_path / "norme.toml").write_text(own, encoding="utf-8")
    path = tmp_path / "s.toml"
    path.write_text(HEAD + "[norm]\npreset = 'norme.toml'\n" + VIRTUAL, encoding="utf-8")
    read = read_scenario(path)
    assert read.norm.override["name"] == "la-notre"
    assert read_text(write_scenario(read), closed=False) == read


def test_the_study_a_scenario_names_starts_from_its_own_folder(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text(
        '[scenario]\nname="a"\ntitle="A"\nstudy="../etude.toml"\n' + VIRTUAL, encoding="utf-8"
    )
    assert study_named(path, read_scenario(path)) == tmp_path / ".." / "etude.toml"
    assert study_named("virtuel-retire", read_scenario("virtuel-retire")) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[scenario]\nname="a"\ntitle="A"\ninclude=["/etc/passwd"]\n' + VIRTUAL, "include"),
        (changes("kind='population'\npath='p.csv'\nyear=2031"), "« path » nomme un fichier"),
        (HEAD + "[norm]\npreset='../n.toml'\n" + VIRTUAL, "« preset » nomme un fichier"),
        (HEAD + "[norm.override]\nname='officielle'\n" + VIRTUAL, "« name » ne se remplace pas"),
        (
            HEAD + "[norm.override.threshold_minutes]\ndense_urban=15\nurban=20\nrural=30\n"
            "remote=5000\n" + VIRTUAL,
            "dépasse 120 minutes",
        ),
        (changes(*["kind='postes'\ncount=1"] * 21), "21 changements"),
        (HEAD + "# " + "x" * 100_000 + "\n" + VIRTUAL, "trop long"),
    ],
)
def test_a_scenario_from_elsewhere_names_no_file_and_asks_for_little(text: str, why: str) -> None:
    assert why in said(text, closed=True)


def test_a_scenario_from_elsewhere_forgets_its_study_and_keeps_its_norm() -> None:
    text = (
        '[scenario]\nname="a"\ntitle="A"\nstudy="e.toml"\ninclude=["virtuel-retire"]\n'
        "[norm.override]\nbasket=['clsc']\n"
    )
    scenario = read_text(text, closed=True)
    assert scenario.scenario.study is None
    assert scenario.norm.override == {"basket": ["clsc"]}
    assert [change.kind for change in scenario.change] == ["virtuel"]


def test_scenarios_that_do_the_same_have_one_canonical_text() -> None:
    one = read_text(changes("kind='rattachement'\nby_site={b=0.5, a=0.25}"))
    two = read_text(
        changes("by_site={a=0.25, b=0.50}\nto='territory'\nkind='rattachement'").replace(
            'title = "Essai"', 'title = "Essai"\nstudy = "e.toml"'
        )
    )
    assert write_scenario(one) != write_scenario(two)
    assert canonical(one) == canonical(two)
    assert canonical(one) != canonical(read_text(changes("kind='rattachement'\nshare=0.5")))


texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
shares = st.floats(0, 1)
amounts = st.floats(0, 1e9)
codes = st.dictionaries(texts, shares, max_size=3)
reattachments = st.builds(
    Reattachment, kind=st.just("rattachement"), share=shares, by_territory=codes, by_site=codes,
    fte=st.dictionaries(texts, amounts, max_size=2),
    to=st.sampled_from(["territory", "nearest", "population"]),
)  # fmt: skip
posts = st.builds(
    Posts, kind=st.just("postes"), count=st.integers(1, 100_000), floor=st.integers(0, 50),
    need=st.none() | texts | st.dictionaries(texts, amounts, max_size=3),
    existing=st.sampled_from(["services", "none"]) | st.dictionaries(texts, amounts, max_size=2),
    unit_cost=st.none() | amounts,
)  # fmt: skip
openings = st.builds(
    Opening, kind=st.just("ouvrir"), id=texts.filter(bool), name=texts.filter(bool),
    lon=st.floats(-180, 180), lat=st.floats(-90, 90),
    fte=st.dictionaries(st.sampled_from(["ts", "oc"]), amounts),
    service_area=st.lists(texts, max_size=3).map(tuple),
)  # fmt: skip


@given(
    title=texts,
    override=st.dictionaries(
        texts, st.booleans() | st.integers(-9, 9) | texts | st.lists(amounts, max_size=3) | codes,
        max_size=3,
    ),
    made=st.lists(reattachments | posts | openings, max_size=4),
)  # fmt: skip
def test_a_scenario_written_reads_back_equal(
    title: str, override: dict[str, Any], made: list[Any]
) -> None:
    scenario = Scenario.model_validate(
        {
            "scenario": {"name": "essai", "title": title},
            "norm": {"override": override},
            "change": made,
        }
    )
    assert Scenario.model_validate(tomllib.loads(write_scenario(scenario))) == scenario
    assert Scenario.model_validate(tomllib.loads(canonical(scenario))) == scenario


def answer(text: str) -> str:
    """Return the name of the scenario read, or the sentence it is refused with."""
    try:
        return read_text(text).name
    except InputError as refused:
        return refused.sentence("fr")


@given(texts, st.binary(max_size=40))
def test_whatever_is_read_gives_a_scenario_or_one_sentence(text: str, noise: bytes) -> None:
    for told in (answer(HEAD + text), answer(HEAD + VIRTUAL + noise.decode("utf-8", "replace"))):
        assert told
        assert "\n" not in told
