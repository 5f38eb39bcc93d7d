"""Settings from the environment; what is missing or wrong ends the start with one plain sentence."""

import ipaddress
import os
import re
import secrets
import sys
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from kombu.utils.url import parse_url

MODES = ("demo", "production")
DATABASE_FORM = "DATABASE_URL 要写成 postgres://用户:密码@主机:端口/库名。"
SHORTEST_KEY = 50
UNFINISHED_RESTORE = "restore.json"  # in the data folder, while a swap is under way
DATABASE_SCHEMES = ("postgres://", "postgresql://", "sqlite:///")
SITE = re.compile(r"https?://[0-9A-Za-z.\-]+(:[0-9]{1,5})?")


def stop(sentence, code=1):
    """End the program with a sentence for the person who started it."""
    sys.stderr.write(f"{sentence}\n")
    raise SystemExit(code)


def text(name, default=""):
    """What the variable says, without blanks around it; an empty one counts as not set, for upgrades write new names empty."""
    return os.environ.get(name, "").strip() or default


def mode():
    """`demo` (the default) or `production`; the one setting that may not be empty."""
    # A line emptied by mistake would otherwise open an office's own site as the demo.
    value = os.environ.get("TATABOO_MODE", "demo").strip()
    if value not in MODES:
        stop(f"TATABOO_MODE 要写 demo 或 production，现在是“{value}”。")
    return value


def required(name):
    """The variable's text; stops when it is empty."""
    value = text(name)
    if not value:
        stop(f"正式运行要设置环境变量 {name}，说明见 .env.example。")
    return value


def signing_key():
    """SECRET_KEY, long enough that nobody guesses it."""
    value = required("SECRET_KEY")
    if len(value) < SHORTEST_KEY:
        stop(f"SECRET_KEY 太短，至少要 {SHORTEST_KEY} 个字符的随机串。")
    return value


def listed(name):
    """A comma separated list, empty when not set."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def networks(name):
    """A comma separated list of addresses and networks, empty when not set."""
    try:
        return [ipaddress.ip_network(part, strict=False) for part in listed(name)]
    except ValueError as error:
        return stop(f"{name} 要写成地址或网段，例如 127.0.0.1,10.0.0.0/8：{error}。")


def site(name):
    """The portal's own address as people type it, without a slash at its end; empty when not set."""
    value = text(name).rstrip("/")
    if value and not SITE.fullmatch(value):
        stop(f"{name} 要写成 https://域名 这样，后面不带路径，现在是“{value}”。")
    return value


def switch(name, *, default):
    """A yes/no variable."""
    value = text(name).lower()
    if value not in {"", "true", "false"}:
        stop(f"环境变量 {name} 要写 true 或 false，现在是“{value}”。")
    return value == "true" if value else default


def chosen(name, choices):
    """One of the choices, the first when not set."""
    value = text(name, choices[0])
    if value not in choices:
        stop(f"环境变量 {name} 要写 {' 或 '.join(choices)}，现在是“{value}”。")
    return value


def whole(name, *, default, least=1):
    """A whole number."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdecimal() and len(value) < 6 and int(value) >= least):
        stop(f"环境变量 {name} 要写 {least} 以上的整数，现在是“{value}”。")
    return int(value)


def data_dir(default):
    """The data folder, made when missing and closed to other accounts."""
    folder = Path(text("DATA_DIR", default)).resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        stop(f"数据文件夹 {folder} 建不了：{error.strerror}。换一个 DATA_DIR。")
    if not os.access(folder, os.W_OK):
        stop(f"数据文件夹 {folder} 写不进去，检查权限或换一个 DATA_DIR。")
    return folder


def read_url(read, url, form):
    """What `read` makes of an address; stops with the form it must have when it makes nothing of it."""
    try:
        return read(url)
    except (ValueError, KeyError, ImproperlyConfigured):
        return stop(form)


def refuse_half_restored(folder, code=1):
    """End a start on a data folder in which a restoration stands halfway: old and new would be mixed for good."""
    if (folder / UNFINISHED_RESTORE).exists():
        stop(
            "上一次恢复换到一半停住了，平台先不启动：运行 make restore（正式的服务器上是 sudo tataboo restore），会接着换完，再启动。",
            code,
        )


def kept_secret(path):
    """A random secret made once and kept in the data folder, readable by its owner only."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as target:
        target.write(secrets.token_urlsafe(64))
    return path.read_text()


def database(default_file):
    """Django's database setting: PostgreSQL from DATABASE_URL, else SQLite in the data folder."""
    url = text("DATABASE_URL", f"sqlite:///{default_file}")
    if not url.startswith(DATABASE_SCHEMES):
        stop(DATABASE_FORM)
    config = read_url(environ.Env.db_url_config, url, DATABASE_FORM)
    if not config["NAME"]:
        stop(DATABASE_FORM)
    if url.startswith("sqlite"):
        # Write transactions take the lock at once; with WAL readers go on meanwhile.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
        return config
    # A page must not wait for minutes for a server that is away.
    options = {"connect_timeout": 5} | config.get("OPTIONS", {})
    # The folder of a socket stands behind the question mark, where it stays when only the database's name is changed.
    config["HOST"] = config["HOST"] or options.pop("host", "")
    return config | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def broker(default_socket):
    """The Celery broker: REDIS_URL, else the embedded Redis by its socket."""
    url = text("REDIS_URL", f"redis+socket://{default_socket}")
    form = "REDIS_URL 要写成 redis://主机:端口/0。"
    if not url.startswith(("redis://", "rediss://", "redis+socket://")):
        stop(form)
    read_url(parse_url, url, form)
    return url


def mail():
    """Django's mail settings from EMAIL_URL; without one, mails are only written to the log."""
    url = text("EMAIL_URL", "consolemail://")
    return read_url(environ.Env.email_url_config, url, "EMAIL_URL 要写成 smtp://用户:密码@主机:端口。")
