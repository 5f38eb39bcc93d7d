"""What opens an account beside its password, what its password was before, and what keeps the door shut: hashes and times only."""

from django.db import models
from django.utils import timezone

from tataboo_portal.models.people import User


class OldPassword(models.Model):
    """用过的密码: the hash of one of a person's last passwords, the present one included."""

    person = models.ForeignKey(User, verbose_name="人员", on_delete=models.CASCADE, related_name="old_passwords")
    hash = models.CharField("密码的摘要", max_length=128)
    set_at = models.DateTimeField("设置时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "用过的密码"
        ordering = ("-set_at", "-pk")

    def __str__(self):
        return f"{self.person}"


class SecondFactor(models.Model):
    """两步登录: a person's authenticator and recovery codes; counts from the moment a code confirmed it."""

    person = models.OneToOneField(User, verbose_name="人员", on_delete=models.CASCADE, related_name="second_factor")
    # Half of the secret: the other half is the site's key, so that a copy of the database alone makes no codes.
    seed = models.CharField("种子", max_length=64)
    begun_at = models.DateTimeField("开始时间", default=timezone.now)
    confirmed_at = models.DateTimeField("打开时间", null=True)
    last_step = models.BigIntegerField("用过的最后一个时段", default=0)
    salt = models.CharField("备用码的盐", max_length=32, blank=True)
    codes = models.JSONField("没用过的备用码的摘要", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "两步登录"

    def __str__(self):
        return f"{self.person}"


class SignInLock(models.Model):
    """登录锁: one account at one address, or everywhere; each lock of a busy day is longer than the one before."""

    # A digest of the name that was typed: people type passwords there.
    who = models.CharField("账号的摘要", max_length=64)
    address = models.CharField("网络地址", max_length=45, blank=True)
    times = models.PositiveSmallIntegerField("第几次", default=0)
    until = models.DateTimeField("锁到")

    class Meta:
        verbose_name = verbose_name_plural = "登录锁"
        constraints = (models.UniqueConstraint(fields=("who", "address"), name="one_lock_of_a_name_at_an_address"),)

    def __str__(self):
        return f"{self.until}"
