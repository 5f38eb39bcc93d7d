"""Demo accounts and places: one login per role, one worker per unit, names that say 示例."""

import json
import os
import secrets
import string

from django.conf import settings

from tataboo_portal.enums import PlaceKind, Role, UnitKind
from tataboo_portal.models import Place, Unit, User

EXTRA_UNITS = (
    ("K1", "城管科（示例）", "城管科", UnitKind.SECTION),
    ("Z1", "保洁公司（示例）", "保洁", UnitKind.CONTRACTOR),
)
ORDINALS = "一二三四五六七八九"
LOGINS_FILE = "demo_logins.json"
SYMBOLS = "-_+="
STAFF = (
    ("office", "王主任（示例）", Role.OFFICE, None),
    ("section1", "科室示例员", Role.SECTION, "K1"),
    ("inspector", "督导示例员", Role.INSPECTOR, None),
    ("leader", "示例领导", Role.LEADER, None),
    ("admin", "示例管理员", Role.ADMIN, None),
    ("cleaner", "保洁示例员", Role.COMMUNITY, "Z1"),
)
SHOWN = ("office", "community1", "marketA", "section1", "inspector", "leader", "admin")


def accounts():
    """Every demo account as (username, name, role, unit code)."""
    workers = [(f"community{code}", f"社区{code}示例员", Role.COMMUNITY, code) for code in "123456789"]
    workers += [(f"market{code}", f"市场{code}示例员", Role.MARKET, code) for code in "ABCDE"]
    return [*STAFF, *workers]


def make_units():
    """A section and a contractor beside the 九+五."""
    for code, name, short_name, kind in EXTRA_UNITS:
        Unit.objects.get_or_create(
            code=code, defaults={"name": name, "short_name": short_name, "kind": kind, "is_placeholder": True}
        )


def make_people():
    """The accounts with random passwords made once; the shown ones are kept for the next start."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    known = {login["username"]: login["password"] for login in read_logins()}
    logins = []
    for username, name, role, code in accounts():
        user = User.objects.filter(username=username).first()
        fresh = username in SHOWN and username not in known
        if user is None or fresh:
            known[username] = random_password()
            user = user or User(username=username, full_name=name, role=role, unit=units.get(code))
            user.set_password(known[username])
            user.save()
        if username in SHOWN:
            logins.append(login_of(user, known[username]))
    write_logins(sorted(logins, key=lambda login: SHOWN.index(login["username"])))


def login_of(user, password):
    """One line of what run_portal prints."""
    return {
        "role": user.role,
        "role_name": user.get_role_display(),
        "username": user.username,
        "password": password,
        "name": user.full_name,
    }


def random_password():
    """Fourteen random characters with all four classes."""
    letters = string.ascii_letters + string.digits
    body = "".join(secrets.choice(letters) for _ in range(10))
    classes = (string.ascii_uppercase, string.ascii_lowercase, string.digits, SYMBOLS)
    return body + "".join(secrets.choice(characters) for characters in classes)


def logins_path():
    """Where the shown logins are kept, outside the repository and readable by the owner only."""
    return settings.DATA_DIR / LOGINS_FILE


def read_logins():
    """The logins kept by an earlier run."""
    return json.loads(logins_path().read_text(encoding="utf-8")) if logins_path().exists() else []


def write_logins(logins):
    """Keep the logins, whole or not at all."""
    draft = logins_path().with_suffix(".new")
    descriptor = os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as target:
        json.dump(logins, target, ensure_ascii=False, indent=1)
    draft.replace(logins_path())


def make_places():
    """Per community three compounds with three buildings each and a lane; per market group two markets."""
    communities = list(Unit.objects.filter(kind=UnitKind.COMMUNITY))
    keepers = {user.unit_id: user for user in User.objects.filter(role=Role.COMMUNITY)}
    for community in communities:
        for ordinal in ORDINALS[:3]:
            compound = place(f"示例小区{ordinal}", PlaceKind.COMPOUND, community, keeper=keepers.get(community.pk))
            for building in range(1, 4):
                place(f"示例小区{ordinal}{building}号楼", PlaceKind.BUILDING, community, parent=compound)
        place("示例街巷", PlaceKind.LANE, community)
    for position, group in enumerate(Unit.objects.filter(kind=UnitKind.MARKET_GROUP)):
        for ordinal in ORDINALS[:2]:
            area = communities[(position * 2 + ORDINALS.index(ordinal)) % len(communities)]
            place(f"{group.short_name}示例市场{ordinal}", PlaceKind.MARKET, area, market_group=group)


def place(name, kind, community, **values):
    """One place, made on first use."""
    return Place.objects.get_or_create(name=name, community=community, defaults={"kind": kind, **values})[0]
