"""One command for the whole portal: web, worker, beat, and Redis unless one is given."""

import errno
import fcntl
import json
import os
import signal
import time
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from tataboo_portal import environment, supervision

WATCH_SECONDS = 1
LONGEST_SOCKET_PATH = 100  # the kernel allows 107 bytes
HIGHEST_PORT = 65535
EVERYWHERE = "0.0.0.0"  # noqa: S104 - only compared
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # Ctrl-C, a service manager, a closed terminal


class Command(BaseCommand):
    """Starts everything, watches it, and stops it cleanly on Ctrl-C."""

    help = "启动整个平台：网页、后台任务、定时任务，没有设置 REDIS_URL 时连同自带的 Redis。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default="8000")

    def handle(self, *args, host, port, **options):
        lock = self.only_one(settings.DATA_DIR / "run.lock")
        self.may_listen(host, port)
        for number in STOP_SIGNALS:
            if number == signal.SIGINT or signal.getsignal(number) != signal.SIG_IGN:  # nohup stays nohup
                signal.signal(number, signal.default_int_handler)
        processes = supervision.Processes()
        try:
            self.start(processes, host, port)
            self.watch(processes)
        except KeyboardInterrupt:
            self.stdout.write("\n正在停止……")
        finally:
            for number in STOP_SIGNALS:
                signal.signal(number, signal.SIG_IGN)
            processes.stop()
            lock.close()
        self.stdout.write("已停止，数据都在。")

    def only_one(self, path: Path):
        """Hold the data folder for this supervisor alone."""
        lock = path.open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CommandError("这个数据文件夹上已经有一个平台在运行，先停掉它，或换一个 DATA_DIR。") from None
        return lock

    def may_listen(self, host, port):
        """Refuse an address or a port nobody could listen on, with the reason."""
        if not port.isdecimal() or not 0 < int(port) <= HIGHEST_PORT:
            raise CommandError(f"端口要写 1 到 {HIGHEST_PORT} 之间的数，现在是“{port}”。")
        error = supervision.listening_error(host, int(port))
        if error and error.errno == errno.EADDRINUSE:
            raise CommandError(f"端口 {port} 已经被别的程序占用，换一个：make run PORT={int(port) % HIGHEST_PORT + 1}")
        if error and error.errno == errno.EACCES:
            raise CommandError(f"端口 {port} 要管理员才能用，换一个 1024 以上的，例如 make run PORT=8000")
        if error:
            raise CommandError(f"不能在“{host}”上等访问：HOST 写 127.0.0.1（只给本机）或 0.0.0.0（给同一网络的手机）。")

    def start(self, processes, host, port):
        """Prepare the data, then start Redis, web, worker and beat, and say where to go."""
        if not environment.text("REDIS_URL"):
            self.start_redis(processes)
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except OperationalError:
            raise CommandError("连不上数据库：看看它是不是开着，DATABASE_URL 里的地址、账号、密码对不对。") from None
        call_command("load_reference", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        if settings.DEMO_MODE:
            call_command("seed_demo")
        addresses = self.addresses(host, port)
        processes.start("web", supervision.web_command(host, port))
        processes.start("worker", supervision.worker_command())
        processes.start("beat", supervision.beat_command())
        name = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
        healthy = partial(supervision.answers, f"{addresses[0]}healthz", host=name)
        supervision.wait_until(lambda: processes.has_ended("web") or healthy())
        if not healthy():
            raise CommandError("网页服务没有起来，看看上面的日志。")
        self.announce(addresses)

    def addresses(self, host, port):
        """Where to open the portal; a demo that listens for the network answers under the machine's address too."""
        names = ["127.0.0.1", supervision.own_address()] if host == EVERYWHERE else [host]
        names = [name for name in names if name]
        if settings.DEMO_MODE and not environment.text("ALLOWED_HOSTS"):
            os.environ["ALLOWED_HOSTS"] = ",".join(dict.fromkeys([*settings.ALLOWED_HOSTS, *names]))
        return [f"http://{name}:{port}/" for name in names]

    def start_redis(self, processes):
        """Start the embedded Redis on a socket whose path the kernel accepts."""
        socket_path = Path(settings.CELERY_BROKER_URL.removeprefix("redis+socket://"))
        if len(str(socket_path)) > LONGEST_SOCKET_PATH:
            raise CommandError("数据文件夹的路径太长，Redis 用不了，换一个短一点的 DATA_DIR。")
        socket_path.unlink(missing_ok=True)
        processes.start("redis", supervision.redis_command(socket_path.parent, socket_path))
        if not supervision.wait_until(lambda: socket_path.exists() or processes.has_ended("redis"), seconds=20):
            raise CommandError("自带的 Redis 没有起来，看看上面的日志。")
        os.environ["REDIS_URL"] = settings.CELERY_BROKER_URL

    def announce(self, addresses):
        """Print the address, and in the demo one login per role."""
        self.stdout.write(f"\n平台已启动：{'  '.join(addresses)}    （按 Ctrl-C 停止）")
        logins = settings.DATA_DIR / "demo_logins.json"
        if settings.DEMO_MODE and logins.exists():
            self.stdout.write("演示账号（密码只在这台机器上，存在数据文件夹里）：")
            for login in json.loads(logins.read_text(encoding="utf-8")):
                self.stdout.write(f"  {login['role_name']:\u3000<5}{login['username']:<12}{login['password']}")
        self.stdout.flush()

    def watch(self, processes):
        """Start again what ends by itself, until somebody stops the portal."""
        while True:
            time.sleep(WATCH_SECONDS)
            for name in processes.restart_dead():
                self.stderr.write(f"{name} 停了，已重新启动。")
