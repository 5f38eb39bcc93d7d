"""The first 管理员 of a new site, with a password that is printed once."""

from django.core.management.base import BaseCommand
from django.db import transaction

from tataboo_portal import account_actions, audit
from tataboo_portal.enums import AuditAction, Role
from tataboo_portal.models import User


class Command(BaseCommand):
    """Makes the account where there is no 管理员 in use yet, and says so where there is one."""

    help = "建第一个管理员账号，打印一次性的首次密码；已经有管理员就什么都不做。"

    def add_arguments(self, parser):
        parser.add_argument("--username", default="admin")

    @transaction.atomic
    def handle(self, *args, username, **options):
        if User.objects.filter(role=Role.ADMIN, is_active=True).exists():
            self.stdout.write("已经有管理员账号，没有再建。")
            return
        password = account_actions.new_password()
        person = User.objects.create_superuser(username, password, full_name="管理员", must_change_password=True)
        audit.record(
            by=None, action=AuditAction.ADD, subject=person, after=audit.snapshot(person), reason="第一个管理员"
        )
        self.stdout.write(f"第一个管理员：账号 {username}，首次密码 {password}（只显示这一次，登录后要改）。")
