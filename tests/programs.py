"""Programs the tests need: found on this machine, or fetched from Debian's packages and npm; what cannot be had ends the run with its reason."""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

OFFICE_PROGRAMS = ("soffice", "pdftotext", "pdftoppm", "pdfinfo", "pdfimages")
OFFICE_PACKAGES = ("libreoffice-writer-nogui", "poppler-utils", "fonts-liberation")
# The last build of Chromium 86 that is still handed out: kept beside the packages of the tests, never in the tree.
OLD_PACKAGE = "chrome-aws-lambda@5.3.1"
OLD_CHROMIUM = Path(sys.prefix) / "chromium-86"
UNPACK = "const f=require('fs'),z=require('zlib');f.writeFileSync(process.argv[2],z.brotliDecompressSync(f.readFileSync(process.argv[1])))"
LATIN_FONT = "LiberationSerif-Regular.ttf"
# Beside the packages of the tests: nothing is installed, so no server of Debian's starts on its own ports.
DEBIAN_TREE = Path(sys.prefix) / "debian"
NGINX = "usr/sbin/nginx"
FRONT_PROGRAMS = {NGINX: ("nginx", "nginx-common"), "usr/bin/shellcheck": ("shellcheck",)}


def fail(reason):
    """End the run with the reason."""
    sys.stderr.write(f"{reason}\n")
    raise SystemExit(1)


def chromium_path():
    """Chromium on this machine; as root, the one without windows is installed: the same engine opens a page in half the time."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell")
    if found:
        return found
    windowed = shutil.which("chromium") or shutil.which("google-chrome")
    if os.geteuid():
        return windowed or fail("浏览器测试需要 Chromium：apt install chromium，或用 CHROMIUM 指定它的位置。")
    install("chromium-headless-shell", refresh=windowed is None)
    return shutil.which("chromium-headless-shell") or windowed or fail("apt 装不上 chromium：检查软件源，再运行一次。")


def install(*packages, refresh=True):
    """Ask apt for packages, quietly; whoever asked looks whether they came."""
    quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
    if refresh:
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    subprocess.run(command, check=False, **quiet)


def missing_for_office():
    """What of LibreOffice, poppler and the font beside the Chinese one this machine does not have."""
    programs = [name for name in OFFICE_PROGRAMS if shutil.which(name) is None]
    return programs if any(Path("/usr/share/fonts").rglob(LATIN_FONT)) else [*programs, LATIN_FONT]


def fetch_old_chromium():
    """Ask npm for the package once and unpack the program in it."""
    with tempfile.TemporaryDirectory(prefix="tataboo-npm-") as folder:
        quiet = {"cwd": folder, "stdout": subprocess.DEVNULL}
        subprocess.run(["npm", "pack", "--silent", OLD_PACKAGE], check=True, **quiet)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
            Path(folder, "chromium.br").write_bytes(package.extractfile("package/bin/chromium.br").read())
        subprocess.run(["node", "-e", UNPACK, "chromium.br", "chromium"], check=True, **quiet)
        ready = Path(folder) / "chromium"
        ready.chmod(0o755)
        shutil.move(ready, OLD_CHROMIUM)


def unpack(*packages):
    """Fetch Debian's packages and unpack them; whoever asked looks whether they came."""
    with tempfile.TemporaryDirectory(prefix="tataboo-apt-") as folder:
        quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        if subprocess.run(["apt-get", "download", *packages], check=False, **quiet).returncode:
            subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
            subprocess.run(["apt-get", "download", *packages], check=False, **quiet)
        for package in Path(folder).glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", package, DEBIAN_TREE], check=False, **quiet)


def from_debian(program):
    """Where one of Debian's programs lies, fetched when it is not there yet."""
    path, packages = DEBIAN_TREE / program, FRONT_PROGRAMS[program]
    if not path.exists():
        unpack(*packages)
    return path if path.exists() else fail(f"没有拿到 {packages[0]}：apt 要连得上 Debian 的软件源，再运行一次。")
