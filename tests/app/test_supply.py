"""Every script a page loads that is not ours: from an installed wheel, and the one looked at."""

from __future__ import annotations

import hashlib
import re

from flask.testing import FlaskClient

from territory_app.factory import TerritoryDash

SUITES = "/_dash-component-suites/"
RECORDED = {
    "dash/deps/polyfill@7.12.1.min.js": "0cfe60c763e1913c287406bb509ffcfe9959794334cfc6c2b9c1c6e97cfc7e4e",
    "dash/deps/react@18.3.1.min.js": "d949f1c3687aedadcedac85261865f29b17cd273997e7f6b2bfc53b2f9d4c4dd",
    "dash/deps/react-dom@18.3.1.min.js": "35f4f974f4b2bcd44da73963347f8952e341f83909e4498227d4e26b98f66f0d",
    "dash/deps/prop-types@15.8.1.min.js": "e653471aba824786aee5dce1bcb5a86ed30c8518d346d2ace0460a5633a9cbdb",
    "dash_mantine_components/dash_mantine_components.js": "8be126a97e95b3ab3c2f4c2a978cdf1c3c710d38f852b5e026fefcf72fc4f4ce",
    "dash/dash-renderer/build/dash_renderer.min.js": "6f39c4df76af10da478e21e0e69fa810b4ffd0b70ea892a2da96fde0c7252660",
    "dash/dcc/dash_core_components.js": "d4b4ef60f402c7a011f9c876bc43af02f0eb55d0cbbbc5ca925c3e5f8de89a29",
    "dash/dcc/dash_core_components-shared.js": "59c8283ea9c88bc418a8c7306d7dc7c9131032b39d99efa54c6f1ed652d52fdb",
    "dash/html/dash_html_components.min.js": "ef683764d39eace5d349a631b3c50089d51d0e10bbea436f690c697e377db27b",
    "dash/dash_table/bundle.js": "7ef694713f1c64e4e38df2785c7670311982b4103647fb170081c530bbb7ab02",
}
"""SHA-256 of the scripts of dash 4.4.1 and dash-mantine-components 2.8.1.

A new version is tried by hand, then recorded here; the map library's are in test_routes.py.
"""


def scripts(client: FlaskClient) -> dict[str, str]:
    """Return the addresses of the scripts of the map page, by name without their version."""
    sources = re.findall(r'<script[^>]*src="([^"]+)"', client.get("/fr/").text)
    return {
        re.sub(r"\.v\w+m\d+", "", one.partition("?")[0]).removeprefix(SUITES): one
        for one in sources
        if one.startswith(SUITES)
    }


def test_the_scripts_of_the_wheels_are_those_that_were_looked_at(client: FlaskClient) -> None:
    sent = {
        name: hashlib.sha256(client.get(address).data).hexdigest()
        for name, address in scripts(client).items()
    }
    assert sent
    unknown = {name: checksum for name, checksum in sent.items() if RECORDED.get(name) != checksum}
    assert unknown == {}


def test_every_other_script_is_ours_or_the_map_library(client: FlaskClient) -> None:
    sources = re.findall(r'<script[^>]*src="([^"]+)"', client.get("/en/").text)
    others = [one for one in sources if not one.startswith(SUITES)]
    assert others
    assert all(one.startswith(("/assets/", "/vendor/maplibre-gl.js")) for one in others), others


def test_no_file_of_another_is_kept_here(demo_app: TerritoryDash) -> None:
    """What is in assets and static is ours: small enough to be read, and not minified."""
    from pathlib import Path

    import territory_app

    root = Path(territory_app.__file__).parent
    for folder in ("assets", "static"):
        for path in (root / folder).rglob("*.js"):
            lines = path.read_text(encoding="utf-8").splitlines()
            assert len(lines) < 500, path.name
            assert max(map(len, lines)) < 200, path.name
