"""What the portal is made of: locked packages with hashes, their licences, and both as lists (`make sbom`)."""

import json
import re
import tomllib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
LICENCES, BILL = ROOT / "docs" / "licences.md", ROOT / "sbom.cdx.json"
LOCKS = (("requirements.txt", True), ("requirements-dev.txt", False), ("requirements-browser.txt", False))
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)")
FREE = {"MIT", "MIT-CMU", "BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0", "MPL-2.0", "CNRI-Python"}
ALLOWED = {
    True: FREE | {"LGPL-3.0-or-later"},  # psycopg2, pi-heif: used as they come and exchangeable, as the licence asks
    False: FREE | {"GPL-3.0-or-later"},  # djlint reads our templates and is part of nothing we hand on
}
# What packages write into their metadata, in the words of SPDX; a plain "BSD" does not say which of them.
SPDX = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "New BSD": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL-3.0-or-later",
}
# Packages that stay silent in their metadata, or are not installed here: read in their source.
READ_BY_HAND = {
    "async-timeout": "Apache-2.0",
    "axe-playwright-python": "MIT AND MPL-2.0",  # its own code, and the axe-core it carries
    "colorama": "BSD-3-Clause",
    "pi-heif": "BSD-3-Clause AND LGPL-3.0-or-later",  # its own code; libheif and libde265, exchangeable as they come
    "tzdata": "Apache-2.0",
}
CARRIED = (
    ("Barlow Semi Condensed SemiBold", "1.408", "OFL-1.1"),
    ("Noto Sans CJK SC Regular", "2.004", "OFL-1.1"),
    ("Tabler Icons", "3.51", "MIT"),
)


@dataclass(frozen=True)
class Package:
    """One locked package: its name, version, whether it runs in the office, who asks for it, and its licence."""

    name: str
    version: str
    is_runtime: bool
    via: tuple[str, ...] = ()
    licence: str = ""

    @property
    def purl(self):
        """Its name in bills of material."""
        return f"pkg:pypi/{self.name.lower()}@{self.version}"


def blocks(text):
    """A lock file's lines, each with those that belong to it."""
    found = []
    for line in text.splitlines():
        if line.startswith((" ", "\t")) and found:
            found[-1] += f"\n{line}"
        elif line.strip():
            found.append(line)
    return found


def unpinned(text):
    """The lines of a lock file without an exact version or without a hash."""
    return [
        block.split("\n")[0]
        for block in blocks(text)
        if not block.startswith("#") and not (PINNED.match(block) and "--hash=sha256:" in block)
    ]


def packages():
    """Every locked package once, by name; what runs in the office comes first."""
    found = {}
    for name, is_runtime in LOCKS:
        for block in blocks((ROOT / name).read_text(encoding="utf-8")):
            if match := PINNED.match(block):
                via = re.findall(r"([A-Za-z0-9._-]+)(?:,|$)", block.partition("# via ")[2])
                new = Package(match[1], match[2], is_runtime, tuple(via), licence_of(match[1]))
                found.setdefault(new.name.lower(), new)
    return sorted(found.values(), key=lambda package: (not package.is_runtime, package.name.lower()))


def licence_of(name):
    """A package's licence in the words of SPDX: as its metadata says it, or as somebody read it; empty when neither."""
    if name in READ_BY_HAND:
        return READ_BY_HAND[name]
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    if said.get("License-Expression"):
        return said["License-Expression"]
    classified = [words.split(" :: ")[-1] for words in said.get_all("Classifier", []) if words.startswith("License")]
    found = classified or (said.get("License") or "").splitlines()[:1]
    return " OR ".join(SPDX.get(words, words) for words in found)


def is_allowed(package):
    """Whether every licence that binds, or one of those to choose from, stands on the list."""
    choices = package.licence.strip("()").split(" OR ")
    return any(set(choice.split(" AND ")) <= ALLOWED[package.is_runtime] for choice in choices)


def table(found):
    """The list of licences as a page."""
    lines = [
        "# Licences of what the portal is made of",
        "",
        "Written by `make sbom` from the packages' own metadata; `make check` fails for a package that is missing here or whose",
        "licence is not on the list in `tests/supply_chain.py`. “BSD” stands where a package does not say which of them.",
        "",
        "| package | version | licence | where |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {one.name} | {one.version} | {one.licence} | {'office' if one.is_runtime else 'development'} |"
        for one in found
    ]
    lines += [f"| {name} | {version} | {licence} | office, in the tree |" for name, version, licence in CARRIED]
    return "\n".join(lines) + "\n"


def bill(found):
    """The bill of material as CycloneDX 1.5."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8")).get("project", {}).get("version", "")
    below = {one.purl: sorted(other.purl for other in found if one.name in other.via) for one in found}
    top = sorted(one.purl for one in found if not one.via or any(word.endswith(".in") for word in one.via))
    portal = {"type": "application", "name": "tataboo-portal", "bom-ref": "portal"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": portal | ({"version": version} if version else {})},
        "components": [component(one) for one in found]
        + [
            {"type": "library", "name": name, "version": number, "bom-ref": name, "licenses": [{"expression": licence}]}
            for name, number, licence in CARRIED
        ],
        "dependencies": [{"ref": "portal", "dependsOn": top + [name for name, _, _ in CARRIED]}]
        + [{"ref": purl, "dependsOn": refs} for purl, refs in below.items()],
    }


def component(package):
    """One package as a component; what only develops is excluded from what runs."""
    is_spdx = all(part != "BSD" for part in re.split(r" (?:AND|OR) ", package.licence))
    licence = {"expression": package.licence} if is_spdx else {"license": {"name": package.licence}}
    return {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
        "scope": "required" if package.is_runtime else "excluded",
        "licenses": [licence],
    }


def complaints(found, written):
    """What is wrong: a licence nobody knows or allows, a package the written list does not have as it is."""
    lines = [f"{one.name}: no licence known" for one in found if not one.licence]
    lines += [f"{one.name}: {one.licence} is not allowed" for one in found if one.licence and not is_allowed(one)]
    missing = [one for one in found if f"| {one.name} | {one.version} | {one.licence} |" not in written]
    lines += [f"{one.name} {one.version} is not in docs/licences.md as it is: make sbom" for one in missing]
    for name, _ in LOCKS:
        lines += [f"{name}: {line} has no hash" for line in unpinned((ROOT / name).read_text(encoding="utf-8"))]
    return lines


def outdated(found):
    """A complaint when the list of licences, which lies in the tree, is not what `make sbom` would write now."""
    return [] if LICENCES.read_text(encoding="utf-8") == table(found) else [f"{LICENCES.name} is behind: make sbom"]


def main():
    """Write both lists; the bill is made anew wherever it is asked for and does not lie in the tree."""
    found = packages()
    LICENCES.write_text(table(found), encoding="utf-8")
    BILL.write_text(json.dumps(bill(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
