"""Synthetic files in the exact layout of large official tables, written for the measures.

Only the layout is real (names, order and number of columns, encoding, quotes, number of rows);
people, places and codes are invented, but for the codes of Québec's municipalities.
"""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import numpy as np

from territory.places import bundled

BLOCKS, QUEBEC_BLOCKS, QUEBEC_AREAS = 498_785, 110_000, 13_800
GAF_HEADER = (
    "PRUID_PRIDU,PRDGUID_PRIDUGD,PRNAME_PRNOM,PRENAME_PRANOM,PRFNAME_PRFNOM,PREABBR_PRAABBREV,"
    "PRFABBR_PRFABBREV,CDUID_DRIDU,CDDGUID_DRIDUGD,CDNAME_DRNOM,CDTYPE_DRGENRE,FEDUID_CEFIDU,"
    "FEDDGUID_CEFIDUGD,FEDNAME_CEFNOM,CSDUID_SDRIDU,CSDDGUID_SDRIDUGD,CSDNAME_SDRNOM,"
    "CSDTYPE_SDRGENRE,DPLUID_LDIDU,DPLDGUID_LDIDUGD,DPLNAME_LDNOM,DPLTYPE_LDGENRE,ERUID_REIDU,"
    "ERDGUID_REIDUGD,ERNAME_RENOM,CCSUID_SRUIDU,CCSDGUID_SRUIDUGD,CCSNAME_SRUNOM,"
    "SACTYPE_CSSGENRE,SACCODE_CSSCODE,CMAPUID_RMRPIDU,CMAPDGUID_RMRPIDUGD,CMAUID_RMRIDU,"
    "CMADGUID_RMRIDUGD,CMANAME_RMRNOM,CMATYPE_RMRGENRE,CTUID_SRIDU,CTDGUID_SRIDUGD,"
    "CTCODE_SRCODE,CTNAME_SRNOM,POPCTRRAPUID_CTRPOPRRPIDU,POPCTRRAPDGUID_CTRPOPRRPIDUGD,"
    "POPCTRRAUID_CTRPOPRRIDU,POPCTRRADGUID_CTRPOPRRIDUGD,POPCTRRANAME_CTRPOPRRNOM,"
    "POPCTRRATYPE_CTRPOPRRGENRE,POPCTRRACLASS_CTRPOPRRCLASSE,DAUID_ADIDU,DADGUID_ADIDUGD,"
    "DARPLAMX_ADLAMX,DARPLAMY_ADLAMY,DARPLAT_ADLAT,DARPLONG_ADLONG,DBUID_IDIDU,DBDGUID_IDIDUGD,"
    "DBPOP2021_IDPOP2021,DBTDWELL2021_IDTLOG2021,DBURDWELL2021_IDRHLOG2021,"
    "DBAREA2021_IDSUP2021,DBIR2021_IDRI2021,ADAUID_ADAIDU,ADADGUID_ADAIDUGD,ADACODE_ADACODE"
)
PROFILE_HEADER = (
    "CENSUS_YEAR,DGUID,ALT_GEO_CODE,GEO_LEVEL,GEO_NAME,TNR_SF,TNR_LF,DATA_QUALITY_FLAG,"
    "CHARACTERISTIC_ID,CHARACTERISTIC_NAME,CHARACTERISTIC_NOTE,C1_COUNT_TOTAL,SYMBOL,"
    "C2_COUNT_MEN+,SYMBOL,C3_COUNT_WOMEN+,SYMBOL,C10_RATE_TOTAL,SYMBOL,C11_RATE_MEN+,SYMBOL,"
    "C12_RATE_WOMEN+,SYMBOL"
)
PROFILE_FILE = "98-401-X2021006_English_CSV_data_Quebec.csv"
PROFILE_ROWS_FILE = "98-401-X2021006_Geo_starting_row_Quebec.CSV"
CHARACTERISTICS = 2_631


def write_gaf(path: Path, *, rows: int = BLOCKS, quebec: int = QUEBEC_BLOCKS) -> int:
    """Write a Geographic Attribute File, zipped; return the people of Québec in it."""
    rng = np.random.default_rng(0)
    with bundled("data", "facts", "municipalities.csv").open(encoding="utf-8") as stream:
        towns = [(row["mun_code"], row["name"], row["lon"] or "-72", row["lat"] or "47")
                 for row in csv.DictReader(stream)]  # fmt: skip
    towns.sort()
    people = rng.integers(0, 160, rows)
    per_area = max(1, quebec // QUEBEC_AREAS + 1)
    lines = [GAF_HEADER]
    for row in range(rows):
        here = row < quebec
        area = (row if here else row - quebec) // per_area
        if here:
            code, town, lon, lat = towns[area * len(towns) // (quebec // per_area + 1)]
            province, division, name = "24", f"24{code[:2]}", town
            subdivision = f"24{code}"
        else:
            province, division, name = "35", f"35{area % 60:02d}", "Ville-Synthétique"
            subdivision, lon, lat = f"{division}001", "-79.4", "43.7"
        da = f"{division}{area % 10_000:04d}"
        db = f"{da}{row % per_area:03d}"
        if not here:
            db = f"{province}{row:09d}"
        lines.append(
            _gaf_line(province, division, subdivision, name, da, db, lon, lat, people[row])
        )
    data = "\r\n".join(lines).encode("latin-1", errors="replace")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(f"{path.stem}.csv", data)
    return int(people[:quebec].sum())


def _gaf_line(
    province: str, division: str, subdivision: str, name: str, da: str, db: str, lon: str,
    lat: str, people: int,
) -> str:  # fmt: skip
    long = f'2021A0002{province},"Québec / Quebec","Quebec","Québec","Que.","Qc"'
    cma = f'2021S0503462,462,2021S0503462,"{name}",B,4620001.00,2021S05074620001.00,0001.00,0001.00'
    centre = f'0547,2021S05100547,0547,2021S05100547,"{name}",4,4'
    return (
        f'{province},{long},{division},2021A0003{division},"{name}","MRC",{province}001,'
        f'2013A0004{province}001,"{name}",{subdivision},2021A0005{subdivision},"{name}","V",,,,,'
        f'{province}40,2021S0500{province}40,"{name}",{division}001,2021S0502{division}001,"{name}",'
        f"1,462,{province}462,{cma},{centre},{da},2021S0512{da},7620000.123456,1240000.123456,{lat},"
        f"{lon},{db},2021S0513{db},{people},{people // 2},{people // 2},0.0123,0,{division}0001,"
        f"2021S0516{division}0001,0001"
    )


def write_profile(path: Path, *, areas: int) -> int:
    """Write a Census Profile of some areas, zipped; return the bytes of its text.

    One figure in fifty is withheld. The real file has 2,631 rows for each of 13,800 areas.
    """
    rng = np.random.default_rng(0)
    names = [
        f'"  Caractéristique synthétique {n}, total, données {n % 4 * 25} %"' for n in range(99)
    ]
    written = 0
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(
            "98-401-X2021006_English_CSV_data_Quebec.csv", "w", force_zip64=True
        ) as stream,
    ):
        written += stream.write((PROFILE_HEADER + "\r\n").encode())
        for area in range(areas):
            counts = rng.integers(0, 800, (CHARACTERISTICS, 3))
            code = f"24{66 + area // 10_000:02d}{area % 10_000:04d}"
            head = f'2021,"2021S0512{code}","{code}","Dissemination area","{code}",2.9,4.1,"00000",'
            block = "".join(
                f"{head}{n + 1},{names[n % 99]},{n % 7 or ''},{_figures(n + area, *row)}\r\n"
                for n, row in enumerate(counts.tolist())
            )
            written += stream.write(block.encode("latin-1"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(PROFILE_ROWS_FILE, "Geo Code,Geo Name,Line Number\r\n")
    return written


def _figures(place: int, total: int, men: int, women: int) -> str:
    if place % 50 == 49:
        return ',"x",,"x",,"x",,"x",,"x",,"x"'
    rates = ",".join(f'{count / 8:.1f},""' for count in (total, men, women))
    return f'{total},"",{men},"",{women},"",{rates}'
