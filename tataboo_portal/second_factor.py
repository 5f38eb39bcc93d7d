"""The second step of a sign-in: six digits of an authenticator, each good once, or one of eight recovery codes, each good once."""

import base64
import secrets

import pyotp
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, pbkdf2, salted_hmac
from pyotp.exceptions import OTPVerificationError

from tataboo_portal import qr
from tataboo_portal.models import SecondFactor
from tataboo_portal.models.places import random_code

ISSUER = "Shuangchuang"  # plain letters: some authenticators show others as signs
SECRET_BYTES = 20
DRIFT = 1  # a phone's clock may be half a minute off, either way
DIGITS = 6
CODES, CODE_HALF = 8, 5
ROUNDS = 100_000  # a code is fifty random bits, no word somebody chose; eight of them are hashed in one answer
BY_APP, BY_CODE = "app", "code"


def of(person):
    """The person's second step that counts, or None."""
    return SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).first()


def begun(person):
    """The person's second step that waits for its first code, or None."""
    return SecondFactor.objects.filter(person=person, confirmed_at__isnull=True).first()


def secret_of(factor):
    """The secret both sides know, in the letters authenticators read; kept nowhere."""
    whole = salted_hmac(f"{__name__}.secret", f"{factor.person_id} {factor.seed}", algorithm="sha256").digest()
    return base64.b32encode(whole[:SECRET_BYTES]).decode()


def spelled(factor):
    """The secret in groups of four, for typing."""
    secret = secret_of(factor)
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def drawing(factor, person):
    """The secret as authenticators scan it."""
    return qr.svg(pyotp.TOTP(secret_of(factor)).provisioning_uri(name=person.username, issuer_name=ISSUER))


def new_seed():
    """Half of a new secret."""
    return secrets.token_hex(16)


@transaction.atomic
def use(person, typed, *, confirming=False):
    """How this code opens, BY_APP or BY_CODE, and it never does again; None when it opens nothing."""
    rows = SecondFactor.objects.select_for_update()
    factor = rows.filter(person=person, confirmed_at__isnull=confirming).first()
    if factor is None:
        return None
    code = "".join(character for character in typed.lower() if character.isalnum())
    if len(code) == DIGITS and code.isascii() and code.isdecimal():
        return BY_APP if _is_fresh(factor, code) else None
    return BY_CODE if not confirming and _is_left(factor, code) else None


def _is_fresh(factor, code):
    """Whether the code is of now and of no step used before; then it is used."""
    try:
        step = pyotp.TOTP(secret_of(factor)).verify_and_get_timecode(code, for_time=timezone.now(), valid_window=DRIFT)
    except OTPVerificationError:
        return False
    if step <= factor.last_step:
        return False
    factor.last_step = step
    factor.save(update_fields=("last_step",))
    return True


def _is_left(factor, code):
    """Whether it is one of the recovery codes that are left; then it is left no more."""
    if len(code) != 2 * CODE_HALF:
        return False
    digest = _digest(code, factor.salt)
    found = [one for one in factor.codes if constant_time_compare(one, digest)]
    if found:
        factor.codes = [one for one in factor.codes if one not in found]
        factor.save(update_fields=("codes",))
    return bool(found)


def renew_codes(factor):
    """A new set of recovery codes in place of the old; they exist in this answer alone, the row has their hashes."""
    codes = ["-".join(random_code(CODE_HALF).lower() for _ in range(2)) for _ in range(CODES)]
    factor.salt = secrets.token_hex(8)
    factor.codes = [_digest(code.replace("-", ""), factor.salt) for code in codes]
    factor.save(update_fields=("salt", "codes"))
    return codes


def _digest(code, salt):
    return base64.b64encode(pbkdf2(code, salt, ROUNDS)).decode()
