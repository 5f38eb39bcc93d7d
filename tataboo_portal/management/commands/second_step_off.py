"""Take the second step off an account from the server's console: for the only 管理员 who lost phone and recovery codes."""

from django.core.management.base import BaseCommand, CommandError

from tataboo_portal import account_actions
from tataboo_portal.models import User


class Command(BaseCommand):
    """The password is still asked; the trail says that the system did it."""

    help = "关掉一个账号的两步登录：手机和备用码都没有了，又没有别的管理员时用。"

    def add_arguments(self, parser):
        parser.add_argument("username", help="手机号或工号")

    def handle(self, *args, **options):
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError("没有这个账号，检查手机号或工号。")
        if not account_actions.take_second_step_off(by=None, person=person):
            raise CommandError("这个账号没有开两步登录。")
        self.stdout.write("已关掉。密码没有变，登录后重新打开两步登录。")
