"""Where people are signed in: the session itself knows whose it is, on which device and since when."""

from importlib import import_module

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from tataboo_portal.models.people import User


class DeviceSession(AbstractBaseSession):
    """登录的设备: one sign-in; without its row the cookie opens nothing. The key is never shown."""

    person = models.ForeignKey(User, verbose_name="人员", on_delete=models.CASCADE, null=True, related_name="sessions")
    device = models.CharField("设备", max_length=40, blank=True)
    address = models.GenericIPAddressField("网络地址", null=True)
    started_at = models.DateTimeField("登录时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录的设备"

    @classmethod
    def get_session_store_class(cls):
        return import_module(settings.SESSION_ENGINE).SessionStore
