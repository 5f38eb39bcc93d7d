"""People who sign in: one role and one unit each."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from tataboo_portal.enums import Role
from tataboo_portal.models.imports import Imported
from tataboo_portal.models.units import Unit
from tataboo_portal.permissions import ROLE_PERMISSIONS, Permission

UNIT_ROLES = (Role.COMMUNITY, Role.MARKET, Role.SECTION)


class UserManager(BaseUserManager):
    """Creates people; a superuser is simply a 管理员."""

    def create_user(self, username, password=None, **fields):
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username, password=None, **fields):
        fields.setdefault("full_name", username)
        return self.create_user(username, password, role=Role.ADMIN, **fields)


class User(AbstractBaseUser, Imported):
    """人员: a named account with one role; community, market and section people belong to a unit."""

    username = models.CharField(
        "手机号或工号",
        max_length=32,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": "这个手机号或工号已经有人用了，换一个。"},
    )
    full_name = models.CharField("姓名", max_length=40)
    role = models.CharField("角色", max_length=16, choices=Role.choices)
    unit = models.ForeignKey(
        Unit, verbose_name="单位", on_delete=models.PROTECT, null=True, blank=True, related_name="people"
    )
    units_in_charge = models.ManyToManyField(
        Unit, verbose_name="分管单位", blank=True, related_name="leaders", help_text="分管领导选他分管的单位。"
    )
    is_unit_head = models.BooleanField("单位负责人", default=False)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    must_change_password = models.BooleanField("下次登录改密码", default=False)
    is_active = models.BooleanField("在用", default=True)
    date_joined = models.DateTimeField("建账号时间", default=timezone.now, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ("full_name",)
    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ("unit__position", "username")
        constraints = (
            models.CheckConstraint(
                name="user_of_a_unit_role_has_a_unit",
                condition=~models.Q(role__in=UNIT_ROLES) | models.Q(unit__isnull=False),
                violation_error_message="社区、市场组和科室的人员要选单位。",
            ),
        )

    def __str__(self):
        return self.full_name

    def may(self, permission: Permission):
        """Whether this person's role holds the permission; nobody inactive holds any."""
        return self.is_active and permission in ROLE_PERMISSIONS.get(self.role, frozenset())

    @property
    def is_staff(self):
        """Only 管理员 enters the admin."""
        return self.may(Permission.MANAGE)

    def has_perm(self, perm, obj=None):
        """Django's admin asks this; its answer is the role table's."""
        return self.may(Permission.MANAGE)

    def has_module_perms(self, app_label):
        """Django's admin asks this; its answer is the role table's."""
        return self.may(Permission.MANAGE)

    def _get_session_auth_hash(self, secret=None):
        """Signed in as one role in one unit: with another password, role or unit every session ends at its next request."""
        facts = f"{super()._get_session_auth_hash(secret=secret)} {self.role} {self.unit_id}"
        return salted_hmac("tataboo_portal.models.people", facts, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name
