"""What the portal is made of: every lock has hashes, every package a licence that is allowed, and the bill names them all."""

import pytest

from tests import supply_chain
from tests.supply_chain import Package, bill, complaints, packages, unpinned


def test_every_package_is_pinned_with_hashes_and_its_licence_is_listed_and_allowed():
    assert complaints(packages(), supply_chain.LICENCES.read_text(encoding="utf-8")) == []


def test_a_package_without_a_hash_an_entry_or_a_good_licence_is_told_of():
    planted = [
        Package("unlisted", "1.0", True, licence="MIT"),
        Package("silent", "1.0", True),
        Package("copyleft", "1.0", True, licence="AGPL-3.0-only"),
        Package("chosen", "1.0", True, licence="AGPL-3.0-only OR MIT"),
        Package("tool", "1.0", False, licence="GPL-3.0-or-later"),
        Package("mixed", "1.0", True, licence="MIT AND GPL-3.0-or-later"),
    ]
    written = supply_chain.table(planted).replace("| unlisted | 1.0 | MIT |", "")
    assert complaints(planted, written) == [
        "silent: no licence known",
        "copyleft: AGPL-3.0-only is not allowed",
        "mixed: MIT AND GPL-3.0-or-later is not allowed",
        "unlisted 1.0 is not in docs/licences.md as it is: make sbom",
    ]
    assert unpinned("a==1 \\\n    --hash=sha256:00\n    # via b\nc==2\nd>=3 \\\n    --hash=sha256:00\n") == [
        "c==2",
        "d>=3 \\",
    ]


@pytest.mark.parametrize("name", ["Makefile", "deploy/site.sh"])
def test_nothing_is_installed_without_its_hash(name):
    lines = (supply_chain.ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    installing = [line for line in lines if "pip install" in line]
    assert installing
    assert all("--require-hashes" in line for line in installing)


def test_a_list_of_licences_that_is_behind_is_told_of(tmp_path, monkeypatch):
    found = packages()
    assert supply_chain.outdated(found) == []
    of_yesterday = tmp_path / "licences.md"
    of_yesterday.write_text(supply_chain.table(found).replace("Noto Sans", "Nota Sans"), encoding="utf-8")
    monkeypatch.setattr(supply_chain, "LICENCES", of_yesterday)
    assert supply_chain.outdated(found) == ["licences.md is behind: make sbom"]


def test_the_bill_of_material_names_every_package_and_what_it_stands_on():
    found = packages()
    made = bill(found)
    assert {part["bom-ref"] for part in made["components"]} >= {one.purl for one in found}
    known = {part["bom-ref"] for part in made["components"]}
    below = {row["ref"]: row["dependsOn"] for row in made["dependencies"]}
    assert all(set(refs) <= known for refs in below.values())
    kombu = next(one.purl for one in found if one.name == "kombu")
    assert kombu in below[next(one.purl for one in found if one.name == "celery")]
