"""What is sent to write routes whose form stands on no page of the sweep: {route: who sends what}, made from the rows there are."""

import uuid

import pyotp
from django.utils import timezone

from tataboo_portal import second_factor
from tataboo_portal.models import SecondFactor
from tests.access.extras import BODY
from tests.people import PASSWORD

ONCE = {"client_uuid": str(uuid.UUID(int=77))}
NEW_PASSWORD = "Xingyun-2026-ok"
LISTS = ("work", "drive", "placement", "campaign", "goal", "task", "place", "patrol", "check", "register", "survey")


def sent():
    """{route: (who, data)}."""
    day = timezone.localdate().isoformat()
    once = ONCE
    asked = {f"{name}_export": ("li", once) for name in LISTS}
    return asked | {
        "sample_export": ("wang", once),
        "manage_people_export": ("qian", once),
        "dossier_pack": ("li", once),
        "import_errors": ("li", once),
        "area_phones": ("li", {}),
        "order_phone": ("li", {}),
        "login": ("anonymous", {"username": "li", "password": PASSWORD}),
        "account": ("li", {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}),
        "account_sign_out_others": ("li", {}),
        "manage_person_sign_out": ("qian", {}),
        "manage_person_second": ("qian", {}),
        "login_second": ("newcomer", {"code": code()}),
        "import_new": ("li", once | {"text": f"日期\t类型\t数量\n{day}\t牛皮癣\t7"}),
        "upload_begin": ("li", once | {"byte_count": "9", "sha256": "0" * 64, "name": "示例.jpg"}),
        "upload_piece": ("li", {BODY: b"12345"}),
        "pair_word": ("wang", once),
        "pair_zip": ("wang", once),
        "dossier_rule_add": ("wang", {"what": "works:", "kind": "record"}),
        "task_filter_save": ("li", {"name": "示例", "query": "group=overdue"}),
    }


def code():
    """What the newcomer's authenticator shows now."""
    return pyotp.TOTP(second_factor.secret_of(SecondFactor.objects.get())).at(timezone.now())
