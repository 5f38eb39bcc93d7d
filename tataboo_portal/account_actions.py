"""What is done to accounts: signing devices out, taking an account out of use, and handing out a first password."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tataboo_portal import audit, lockout, second_factor, sign_ins
from tataboo_portal.enums import AuditAction
from tataboo_portal.models import SecondFactor, User
from tataboo_portal.refusals import Refusal

OWN_STOP_SENTENCE = "自己的账号不能自己停用，让另一位管理员来停。"
OWN_CARD_SENTENCE = "自己的密码在“我的”里改，不用登录卡。"
STOPPED_SENTENCE = "这个账号已经停用，先在基础数据里改回“在用”再打登录卡。"
OWN_STEP_SENTENCE = "自己的两步登录在“我的”里关，要一个验证码。"
ON_ALREADY_SENTENCE = "两步登录已经开着。换手机先关掉，再重新打开。"
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
    password = new_password()
    locked.set_password(password)
    locked.must_change_password = True
    locked.save(update_fields=("password", "must_change_password"))
    sign_ins.end(locked)
    lockout.lift(locked)
    audit.record(by=by, action=AuditAction.CHANGE, subject=locked, reason="发了登录卡，换了首次密码")
    return password


@transaction.atomic
def begin_second_step(*, by):
    """A new secret that counts once a code has confirmed it; refused while there is one that counts."""
    if second_factor.of(by):
        raise Refusal(ON_ALREADY_SENTENCE)
    fresh = {"seed": second_factor.new_seed(), "begun_at": timezone.now(), "last_step": 0, "codes": []}
    return SecondFactor.objects.update_or_create(person=by, defaults=fresh)[0]


@transaction.atomic
def confirm_second_step(*, by, code, own_key):
    """打开两步登录 if the code is right; returns the recovery codes, or None. Sign-ins elsewhere end."""
    if not second_factor.use(by, code, confirming=True):
        return None
    factor = second_factor.begun(by)
    factor.confirmed_at = timezone.now()
    factor.save(update_fields=("confirmed_at",))
    codes = second_factor.renew_codes(factor)
    sign_ins.end(by, keep=own_key)
    audit.record(by=by, action=AuditAction.CHANGE, subject=by, reason="打开了两步登录")
    return codes


@transaction.atomic
def renew_recovery_codes(*, by):
    """换一套备用码; the old ones open nothing any more."""
    codes = second_factor.renew_codes(second_factor.of(by))
    audit.record(by=by, action=AuditAction.CHANGE, subject=by, reason="换了一套备用码")
    return codes


@transaction.atomic
def drop_second_step(*, by):
    """关掉自己的两步登录, after a code was right; twice is once."""
    if SecondFactor.objects.filter(person=by).delete()[0]:
        audit.record(by=by, action=AuditAction.CHANGE, subject=by, reason="关掉了自己的两步登录")


@transaction.atomic
def take_second_step_off(*, by, person):
    """替他关掉两步登录, for whoever lost phone and codes; False when there was none. `by` is None at the server's own console."""
    if by is not None and by.pk == person.pk:
        raise Refusal(OWN_STEP_SENTENCE)
    dropped = bool(SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).delete()[0])
    if dropped:
        sign_ins.end(person)
        audit.record(by=by, action=AuditAction.CHANGE, subject=person, reason="替他关掉了两步登录")
    return dropped


def new_password():
    """A random password that keeps the rules and is typed from paper without mistakes: Kf7m-…."""
    while True:
        password = "-".join(_group() for _ in range(GROUPS))
        try:
            validate_password(password)
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
