"""What `check --deploy` asks of a site's settings beside Django's own questions."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

TCP = ("redis", "rediss")
OPEN_REDIS = checks.Error(
    "REDIS_URL 里的 Redis 在别的机器上，又没有密码：同一网络的人都能往里放任务。",
    hint="在那台 Redis 上设 requirepass，REDIS_URL 写成 redis://:密码@主机:端口/0。",
    id="tataboo_portal.E001",
)


def redis_asks_for_a_password(app_configs, **kwargs):
    """A Redis that other machines can reach is closed with a password."""
    url = urlsplit(settings.CELERY_BROKER_URL)
    is_open = url.scheme in TCP and not url.password and not _is_here(url.hostname or "localhost")
    return [OPEN_REDIS] if is_open and not settings.DEMO_MODE else []


def _is_here(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
