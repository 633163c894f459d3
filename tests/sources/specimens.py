"""A small valid file for every reader, written by hand in its publisher's layout."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
from shapely.geometry import Point, box

from territory.sources.templates.model import template_named
from territory.sources.templates.write import as_csv


@dataclass
class Specimen:
    """One file and what its reader is given beside it."""

    path: Path
    options: dict[str, Any] = field(default_factory=dict)
    level: str | None = None


def layer(folder: Path, name: str, columns: dict[str, list[Any]], *, points: bool = False) -> Path:
    """Write squares of 0.1 degree side by side, or their centres."""
    count = len(next(iter(columns.values())))
    squares = [box(-73.0 + i / 10, 46.0, -72.9 + i / 10, 46.1) for i in range(count)]
    shapes = [Point(-72.95 + i / 10, 46.05) for i in range(count)] if points else squares
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
    path = folder / name
    frame.to_file(path)
    return path


def text(folder: Path, name: str, *rows: str, encoding: str = "utf-8") -> Path:
    """Write a text file."""
    path = folder / name
    path.write_bytes(("\n".join(rows) + "\n").encode(encoding))
    return path


def template(folder: Path, name: str) -> Path:
    """Write a template whose examples have become rows."""
    path = folder / f"{name}.csv"
    path.write_text(as_csv(template_named(name), "fr").replace("EXEMPLE", ""), encoding="utf-8")
    return path


def _boundaries() -> dict[str, Callable[[Path], Specimen]]:
    return {
        "territories": lambda f: Specimen(
            layer(f, "mrc.gpkg", {"territory_id": ["MRC:01", "MRC:02"], "name": ["É", "B"]}),
            level="mrc",
        ),
        "rls": lambda f: Specimen(
            layer(f, "rls.shp", {
                "RLS_code": ["0111", "0612"], "RLS_nom": ["RLS de Kamouraska", "RLS d?Ahuntsic"],
                "RTS_code": ["011", "061"], "RSS_code": ["01", "06"],
            }),
            level="rls",
        ),
        "clsc_derived": lambda f: Specimen(
            layer(f, "clsc.gpkg", {
                "CLSC_code": ["01111", "06112"], "CLSC_nom": ["Kamouraska", "Montréal"],
                "RLS_code": ["0111", "0611"], "RTS_code": ["011", "061"], "RSS_code": ["01", "06"],
            }),
            level="clsc",
        ),
        "mrc": lambda f: Specimen(
            layer(f, "mrc.shp", {"mrc_name": ["Mekinac", "La Matapedia"]}),
            {"attributes": layer(f, "sda.shp", {
                "MRS_CO_MRC": ["35", "07"], "MRS_NM_MRC": ["Mékinac", "La Matapédia"],
                "MRS_CO_REG": ["04", "01"], "MRS_NM_REG": ["Mauricie", "Bas-Saint-Laurent"],
            })},
            level="mrc",
        ),
        "boroughs": lambda f: Specimen(
            layer(f, "arr.geojson", {
                "CODEMAMH": ["REM01", "66007"], "NOM_OFFICIEL": ["Lachine", "Montréal-Est"],
                "TYPE": ["Arrondissement", "Ville liée"],
            }),
            level="borough",
        ),
        "sda": lambda f: Specimen(
            layer(f, "mrc_s.gpkg", {
                "MRS_CO_MRC": ["01", "981", "981"], "MRS_NM_MRC": ["Les Îles", "Golfe", "Golfe"],
                "MRS_CO_REG": ["11", "09", "09"], "MRS_NM_REG": ["Gaspésie", "Côte-Nord", "Côte"],
                "MRS_CO_VER": ["V2025-04"] * 3,
            }),
            level="mrc",
        ),
        "msss": lambda f: Specimen(
            layer(f, "Territoires_CLSC_2026.shp", {
                "CLSC_code": ["01111", "06112"], "CLSC_nom": ["Kamouraska", "Montréal–Nord"],
                "RLS_code": ["0111", "0611"], "RTS_CODE": ["011", "061"], "RSS_code": ["01", "06"],
                "Etiquette": ["Kamouraska (01111)", "Montréal (06112)"],
                "Version": ["2026-04-01", "2026-04-01"], "Shape_Area": [1.0, 2.0],
            }),
            level="clsc",
        ),
        "statcan": lambda f: Specimen(
            layer(f, "lda_000b21a_e.shp", {
                "DAUID": ["24660001", "35200002"], "DGUID": ["2021S051224660001", "2021S05123"],
                "LANDAREA": [1.5, 2.0], "PRUID": ["24", "35"],
            }),
            level="da",
        ),
        "zones": lambda f: Specimen(
            layer(f, "zones.geojson", {"zone_id": ["a", "b"], "name": ["Vallée", "Côte"]}),
            level="zone",
        ),
        "members": lambda f: Specimen(
            text(f, "members.csv", "zone_id,name,member", "a,Vallée,MRC:26", "a,Vallée,MUN:46005"),
            level="zone",
        ),
    }  # fmt: skip


def _population() -> dict[str, Callable[[Path], Specimen]]:
    return {
        "population": lambda f: Specimen(
            text(f, "people.csv", "unit_id,name,population,lon,lat", "a,É,10,-73.5,45.5", "b,B,5,,")
        ),
        "dissemination_areas": lambda f: Specimen(
            text(
                f, "areas.csv",
                "DAUID,Population,Population Density per Square Kilometre,"
                "Land Area in Square Kilometre",
                "2466,120,1,2", "24660001,120,1,2", "24660002,,,", "35200001,9,1,2",
            ),
            {"geometry": layer(f, "da.gpkg", {"DAUID": ["24660001", "24660002"]})},
        ),
        "census_tracts": lambda f: Specimen(
            text(
                f, "tracts.csv", "\ufeffSRIDU,PopTotAge",
                '"4470001.01 (SR), Drummondville (RMR) (4470001.01) (00000)",5080',
                '"4470001.02 (SR), Drummondville (RMR) (4470001.02) (00000)",3400',
            ),
            {"geometry": layer(f, "ct.gpkg", {"CTUID": ["4470001.01", "4470001.02"]})},
        ),
        "municipalities": lambda f: Specimen(
            text(
                f, "MUN.csv", '"mcode","munnom","mpopul","msupft","mrc"',
                '"46005","Abercorn","356","26.8","MRC Brome-Missisquoi (460)"',
                '"48028","Acton Vale","7978","90.19","MRC Acton (480)"',
            )
        ),
        "area_profile": lambda f: Specimen(_profile(f)),
        "gaf": lambda f: Specimen(
            text(
                f, "2021_92-151_X.csv",
                "DBUID_IDIDU,DBPOP2021_IDPOP2021,DBAREA2021_IDSUP2021,DBIR2021_IDRI2021,"
                "DAUID_ADIDU,DARPLAT_ADLAT,DARPLONG_ADLONG,CSDUID_SDRIDU,CSDNAME_SDRNOM,"
                "CSDTYPE_SDRGENRE",
                "24460005001,30,0.5,,24460005,45.035,-72.658,2446005,Abercorn,VL",
                "24460005002,12,0.25,,24460005,45.035,-72.658,2446005,Abercorn,VL",
                "35200001001,9,1,,35200001,43.7,-79.4,3520005,Toronto,C",
                encoding="latin-1",
            )
        ),
        "census_profile": lambda f: Specimen(_census_profile(f)),
        "inspq_areas": lambda f: Specimen(_inspq_layer(f)),
    }  # fmt: skip


def _profile(folder: Path) -> Path:
    return text(
        folder, "ADQC2021.csv",
        "\ufeffADIDU,PopTotAge,Pop0_14,Pop14_64,Pop65plus,TotalMenag,Menage1pers,RevMedMenage,"
        "PopTotMFR,PopTotMFRPct,Proprietaire,Locataire",
        "24010019 (AD) (24010019) (00000),535,55,335,145,255,90,74000,50,9.6,220,35",
        "24010020 (AD) (24010020) (00000),620,75,355,185,265,70,78500,50,8.0,235,45",
    )  # fmt: skip


def _census_profile(folder: Path) -> Path:
    head = (
        "CENSUS_YEAR,DGUID,ALT_GEO_CODE,GEO_LEVEL,GEO_NAME,CHARACTERISTIC_ID,"
        "CHARACTERISTIC_NAME,CHARACTERISTIC_NOTE,C1_COUNT_TOTAL,SYMBOL,C10_RATE_TOTAL,SYMBOL"
    )
    rows = [
        f'2021,2021S051224010019,24010019,Dissemination area,24010019,{one},"Âge, total",,{n},,,'
        for one, n in (("1", "535"), ("7", "4.5"), ("24", "145"), ("243", "74000"))
    ]
    name = "98-401-X2021006_English_CSV_data_Quebec.csv"
    return text(folder, name, head, *rows, encoding="latin-1")


def _inspq_layer(folder: Path) -> Path:
    return layer(folder, "Ad_2021_IndDef.shp", {
        "ADIDU": ["24660001", "24660002"], "SDRIDU": ["2466023", "2466023"],
        "SDRNOM": ["Montréal", "Montréal"], "ADPOP2021": [500, 620],
        "QuintMat": [1.0, 5.0], "QuintSoc": [2.0, 4.0], "NoteMat": [-0.1, 0.2],
        "zone": ["1", "1"], "com": ["1", "1"],
    })  # fmt: skip


def _fractions(folder: Path) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Données"
    page.append(["AD", "RSS", "RTS", "RLS", "CLSC", "ADPOP2021", "QuintMat", "QuintSoc",
                 "QuintMatRSS", "QuintSocRSS", "FRAC_CLSC"])  # fmt: skip
    page.append([24660001, 6, 61, 611, 6111, 500, 1, 5, 1, 5, 0.75])
    page.append([24660001, 6, 61, 611, 6112, 500, 1, 5, 1, 5, 0.25])
    path = folder / "1. TableCorrespondancesCompleteQuebec2021_fr.xlsx"
    book.save(path)
    return path


def _m02(folder: Path) -> Path:
    return text(
        folder, "installations.csv",
        "\ufeffINSTAL_COD;INSTAL_NOM;RSS_CODE;MUN_CODE;MUN_NOM;CLSC_CODE;MRC_CODE;RLS_CODE;"
        "LONGITUDE;LATITUDE;CHSLD;CLSC;DATE_MAJ",
        "11084464;CLSC DE LACHINE;6;66023;Montréal;6111;660;611;-73.67;45.43;Non;Oui;2026/04/01",
        "11097029;HÔPITAL JUIF;13;65005;Laval; ;650; ;-73.73;45.54;Oui;Non;0026/04/01",
    )  # fmt: skip


def _services() -> dict[str, Callable[[Path], Specimen]]:
    return {
        "services": lambda f: Specimen(
            text(
                f, "sites.csv", "service_id,name,kind,lon,lat,fte_ts", "s1,CLSC É,clsc,-73.5,45.5,2",
                "s2,Biblio,library,-72.6,46.3,",
            )
        ),
        "m02": lambda f: Specimen(_m02(f)),
        "m02_points": lambda f: Specimen(
            text(
                f, "points.csv", "n,a,lat,lon", 'CLSC DE BARACHOIS,"1070, Route 132",48.618,-64.28',
                "MAISON DE NAISSANCE,,46.8,-71.2",
            )
        ),
        "m02_coords": lambda f: Specimen(
            text(
                f, "coords.csv", "INSTAL_COD,lat,lon,adresse",
                '11084464,45.43,-73.67,"5155, rue Sainte-Catherine"', "99,46.8,-71.2,rue B",
            ),
            {"installations": _m02(f)},
        ),
        "odhf": lambda f: Specimen(_odhf(f)),
        "odhf_facilities": lambda f: Specimen(_odhf(f)),
        "health_points": lambda f: Specimen(
            layer(f, "sante.geojson", {
                "Nom": ["CLSC DE BÉCANCOUR", "PAVILLON"], "Type": ["Santé", "Santé"],
                "Latitude": [46.05, 46.05], "Longitude": [-72.95, -72.85],
            }, points=True)
        ),
        "banq": lambda f: Specimen(
            text(
                f, "banq.csv", "NOM;ADRESSE;MUNICIPALITÉ;CODEPOSTAL;CASE POSTALE;region",
                "Bibliothèque A;1, rue X;Abercorn;J0E 1B0;;Estrie", "B;;Nulle Part;;;",
                encoding="cp1252",
            )
        ),
        "odcaf": lambda f: Specimen(
            text(
                f, "ODCAF.csv",
                "Index,Facility_Name,Source_Facility_Type,ODCAF_Facility_Type,City,CSDUID,PRUID,"
                "Latitude,Longitude",
                "7,bibliothèque de Québec,..,library or archives,québec,2423027,24,46.81,-71.22",
                "8,hall,..,gallery,toronto,3520005,35,43.6,-79.4",
                encoding="cp1252",
            )
        ),
        "req": lambda f: Specimen(
            text(
                f, "req.csv",
                '"NEQ","NomEntreprise","Adresse","Municipalite","SecteurActivite",'
                '"FormeJuridique","lat","long"',
                '1140139735,"LOISIRS","1216 rue P","Saint-Roch-de-Mékinac (Québec)","JEUX","APE",'
                "46.811277,-72.768774",
                '1140139736,"CAISSE","2 rue P","Shawinigan (Québec)","FI","COP",46.5,-72.7',
            )
        ),
        "gmf": lambda f: Specimen(template(f, "gmf")),
        "community": lambda f: Specimen(template(f, "organismes")),
        "library_workers": lambda f: Specimen(template(f, "bibliotheques")),
        "hsds": lambda f: Specimen(_hsds(f)),
        "outreach": lambda f: Specimen(template(f, "hors-murs")),
    }  # fmt: skip


def _odhf(folder: Path) -> Path:
    return text(
        folder, "odhf.csv",
        "index,facility_name,source_facility_type,odhf_facility_type,province,CSDname,CSDuid,"
        "latitude,longitude",
        "1,gmf de QuÈbec,clinic or family medicine group,Ambulatory,qc,QuÈbec,2423027.0,46.8,-71.2",
        "2,CLSC de LÈvis,CLSC,Ambulatory health care services,qc,LÈvis,2425213.0,46.7,-71.1",
        "3,clinic,other,Ambulatory,ab,Edmonton,,53.5,-113.5",
    )  # fmt: skip


def _others() -> dict[tuple[str, str], Callable[[Path], Specimen]]:
    return {
        ("coverage", "coverage"): lambda f: Specimen(
            text(f, "coverage.csv", "territory_id,kind,status", "MRC:46,clsc,complete",
                 "MRC:47,community,absent")
        ),
        ("coverage", "coverage_statements"): lambda f: Specimen(template(f, "couverture")),
        ("registration", "registration"): lambda f: Specimen(template(f, "inscription")),
        ("needs", "needs"): lambda f: Specimen(
            text(f, "needs.csv", "DAUID,renters,words", "24010019,12.5,a", "24010020,..,b")
        ),
        ("needs", "cimd"): lambda f: Specimen(
            text(
                f, "cimd.csv",
                "DAUID,Residential instability Scores,Ethno-cultural composition Scores,"
                "Economic dependency Scores,Situational vulnerability Scores",
                "24010019,-0.447,-0.69,1.768,0.591", "12010031,-0.262,-0.876,0.585,1.291",
            )
        ),
        ("needs", "area_profile"): lambda f: Specimen(_profile(f)),
        ("needs", "census_profile"): lambda f: Specimen(_census_profile(f)),
        ("needs", "inspq_deprivation"): lambda f: Specimen(_inspq_layer(f)),
        ("needs", "proximity"): lambda f: Specimen(
            text(
                f, "PMD-en.csv",
                "DBUID,DBPOP,DAUID,lon,lat,prox_idx_emp,prox_idx_pharma,prox_idx_childcare,"
                "prox_idx_health,prox_idx_grocery,prox_idx_educpri,prox_idx_educsec,prox_idx_lib,"
                "prox_idx_parks,prox_idx_transit",
                "24010019001,30,24010019,-61.9,47.3,0.01,0.02,..,F,0.1,0.1,0.1,0.1,0.1,",
                "24010019002,5,24010019,-61.9,47.3,0.03,..,..,0.5,0.1,0.1,0.1,0.1,0.1,",
            )
        ),
        ("needs", "remoteness"): lambda f: Specimen(
            text(f, "ior.csv", "CSDuid,Index_of_remoteness", "2446005,0.21", "3520005,0.01")
        ),
        ("membership", "inspq_fractions"): lambda f: Specimen(_fractions(f)),
        ("membership", "census_mapping"): lambda f: Specimen(
            text(f, "mapping.csv", "census_id,CLSC_code,census_type", "4620001.00,6111,CT",
                 "2446075,5111,CSD", "24660001,6112,DA")
        ),
        ("membership", "shares"): lambda f: Specimen(
            text(f, "shares.csv", "unit_id,territory_id,share", "DA:24660001,6111,0.75",
                 "DA:24660001,6112,0.25"),
            {"level": "clsc"},
        ),
        ("reference", "territory_populations"): lambda f: Specimen(
            text(f, "pop.csv", "GEO,CODE,AN,TYPE,SEXE,G,POP", "CLSC,1111,2021,Projection,F,0-4,10",
                 "CLSC,1111,2021,Projection,M,0-4,12", "CLSC,1121,2021,Projection,F,0-4,7")
        ),
    }  # fmt: skip


def _hsds(folder: Path) -> Path:
    tables = {
        "organization": "id,name\no1,Entraide\n",
        "service": "id,organization_id,name,status\ns1,o1,Écoute,active\n",
        "location": "id,name,latitude,longitude\nl1,Local,46.8,-71.2\n",
        "service_at_location": "id,service_id,location_id\nx1,s1,l1\n",
        "address": "id,location_id,address_1,city,state_province\na1,l1,1 rue A,Québec,QC\n",
    }
    path = folder / "hsds.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        for name, content in tables.items():
            zipped.writestr(f"{name}.csv", content)
    return path


def specimens() -> dict[tuple[str, str], Callable[[Path], Specimen]]:
    """Return, for each table and reader, what writes its file in a folder."""
    return {
        **{("territories", name): write for name, write in _boundaries().items()},
        **{("population", name): write for name, write in _population().items()},
        **{("services", name): write for name, write in _services().items()},
        **_others(),
    }
