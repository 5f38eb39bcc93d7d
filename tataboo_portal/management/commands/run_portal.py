"""One command for the whole portal: web, worker, beat, and Redis unless one is given."""

import fcntl
import json
import os
import signal
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from tataboo_portal import supervision

WATCH_SECONDS = 1
LONGEST_SOCKET_PATH = 100  # the kernel allows 107 bytes


class Stopped(Exception):
    """Ctrl-C or SIGTERM arrived."""


def on_signal(number, frame):
    """Leave the watching loop."""
    raise Stopped


class Command(BaseCommand):
    """Starts everything, watches it, and stops it cleanly on Ctrl-C."""

    help = "启动整个平台：网页、后台任务、定时任务，没有设置 REDIS_URL 时连同自带的 Redis。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args, host, port, **options):
        lock = self.only_one(settings.DATA_DIR / "run.lock")
        if not supervision.port_is_free(host, port):
            raise CommandError(f"端口 {port} 已经被别的程序占用，换一个：make run PORT={port + 1}")
        signal.signal(signal.SIGTERM, on_signal)
        signal.signal(signal.SIGINT, on_signal)
        processes = supervision.Processes()
        try:
            self.start(processes, host, port)
            self.watch(processes)
        except (Stopped, KeyboardInterrupt):
            self.stdout.write("\n正在停止……")
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
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

    def start(self, processes, host, port):
        """Prepare the data, then start Redis, web, worker and beat, and say where to go."""
        if not os.environ.get("REDIS_URL"):
            self.start_redis(processes)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_reference", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        if settings.DEMO_MODE:
            call_command("seed_demo")
        processes.start("web", supervision.web_command(host, port))
        processes.start("worker", supervision.worker_command())
        processes.start("beat", supervision.beat_command(Path(settings.CELERY_BEAT_SCHEDULE_FILENAME)))
        address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/"  # noqa: S104 - only compared
        if not supervision.wait_until(lambda: supervision.answers(f"{address}healthz", host=settings.ALLOWED_HOSTS[0])):
            raise CommandError("网页服务一分钟内没有起来，看看上面的日志。")
        self.announce(address)

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

    def announce(self, address):
        """Print the address, and in the demo one login per role."""
        self.stdout.write(f"\n平台已启动：{address}    （按 Ctrl-C 停止）")
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
