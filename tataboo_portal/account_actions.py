"""What is done to accounts: signing devices out, taking an account out of use, and handing out a first password."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from tataboo_portal import audit, sign_ins
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import User
from tataboo_portal.refusals import Refusal

OWN_STOP_SENTENCE = "自己的账号不能自己停用，让另一位管理员来停。"
OWN_CARD_SENTENCE = "自己的密码在“我的”里改，不用登录卡。"
STOPPED_SENTENCE = "这个账号已经停用，先在基础数据里改回“在用”再打登录卡。"
# Nothing that is mistaken for another on paper: no 0 and O, no 1, l and I.
LETTERS = "abcdefghjkmnpqrstuvwxyz"
CAPITALS = LETTERS.upper()
DIGITS = "23456789"
GROUPS, GROUP_LENGTH = 3, 4


@transaction.atomic
def sign_out_others(*, by, own_key):
    """退出其他设备: end the person's sign-ins everywhere but here; returns how many there were."""
    ended = sign_ins.end(by, keep=own_key)
    if ended:
        audit.record(by=by, action=AuditAction.SIGN_OUT, subject=by, reason=f"退出其他设备 {ended} 个")
    return ended


@transaction.atomic
def sign_out_person(*, by, person):
    """End all sign-ins of a person from afar; returns how many there were."""
    ended = sign_ins.end(person)
    if ended:
        audit.record(by=by, action=AuditAction.SIGN_OUT, subject=person, reason=f"让他在 {ended} 个设备上退出")
    return ended


@transaction.atomic
def deactivate(*, by, person):
    """停用: the account opens nothing from the next request on; False when it was out of use already."""
    locked = _locked(person, unless=by, sentence=OWN_STOP_SENTENCE)
    if not locked.is_active:
        return False
    before = audit.snapshot(locked)
    locked.is_active = False
    locked.save(update_fields=("is_active",))
    sign_ins.end(locked)
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, before=before, after=audit.snapshot(locked))
    return True


@transaction.atomic
def give_first_password(*, by, person):
    """A new first password, to be changed at the first sign-in; it exists in this answer alone, older ones open nothing."""
    locked = _locked(person, unless=by, sentence=OWN_CARD_SENTENCE)
    if not locked.is_active:
        raise Refusal(STOPPED_SENTENCE)
    password = new_password(locked)
    locked.set_password(password)
    locked.must_change_password = True
    locked.save(update_fields=("password", "must_change_password"))
    sign_ins.end(locked)
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, reason="发了登录卡，换了首次密码")
    return password


def new_password(person):
    """A random password that keeps the rules and is typed from paper without mistakes: Kf7m-…."""
    while True:
        password = "-".join(_group() for _ in range(GROUPS))
        try:
            validate_password(password, person)
        except ValidationError:
            continue
        return password


def _group():
    first = secrets.choice(CAPITALS)
    return first + "".join(secrets.choice(LETTERS + DIGITS) for _ in range(GROUP_LENGTH - 1))


def _locked(person, *, unless, sentence):
    """The person's row, locked; refused for the one who acts."""
    if person.pk == unless.pk:
        raise Refusal(sentence)
    return User.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
