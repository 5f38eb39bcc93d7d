"""Places and people as sheets."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError

from tataboo_portal.enums import PlaceKind, Role, UnitKind
from tataboo_portal.imports import bulk
from tataboo_portal.imports.cells import Bad
from tataboo_portal.models import Place, User
from tataboo_portal.models.people import UNIT_ROLES
from tataboo_portal.models.places import LATITUDES, LONGITUDES
from tataboo_portal.permissions import Permission
from tataboo_portal.sheets import NUMBER, Column, KeptSheet
from tataboo_portal.widgets import Choice, Fraction, Number, PersonName, UnitName, Words, YesNo

MOST_DAYS = 365
DEGREES = Fraction(words=("°", "度"), places=7)


class PlaceSheet(KeptSheet):
    """点位: compounds, lanes and markets, and what lies below them."""

    slug = "places"
    title = "点位表"
    permissions = (Permission.MANAGE_PLACES,)
    own_number = "code"
    number = Column("code", NUMBER, Words(8), width=10)
    community = Column(
        "community__name",
        "社区",
        UnitName((UnitKind.COMMUNITY,), is_scoped=False),
        aliases=("所在社区", "所属社区", "社区名称", "责任社区"),
        required=True,
        width=14,
    )
    market_group = Column(
        "market_group__name",
        "市场组",
        UnitName((UnitKind.MARKET_GROUP,), is_scoped=False),
        aliases=("市场工作组",),
        width=14,
    )
    parent = Column("parent__name", "上级点位", Words(60), aliases=("所属小区", "所在小区", "上级"), width=16)
    name = Column(
        "name",
        "名称",
        Words(60),
        aliases=("点位", "点位名称", "小区", "小区（街巷）", "街巷", "小区名称"),
        required=True,
        width=18,
    )
    kind = Column("kind", "类型", Choice(PlaceKind.choices), aliases=("类别", "点位类型"), width=10)
    keeper = Column("keeper__full_name", "包居人员", PersonName(), aliases=("包保人", "负责人", "责任人"), width=10)
    patrol_days = Column(
        "patrol_days",
        "巡查间隔（天）",
        Number(("天", "日"), 1, MOST_DAYS),
        aliases=("巡查间隔", "几天巡一次"),
        width=10,
    )
    latitude = Column("latitude", "纬度", DEGREES, width=12)
    longitude = Column("longitude", "经度", DEGREES, width=12)
    is_active = Column("is_active", "在用", YesNo(blank=True), is_read=False, width=6)
    twin = ("community_id", "parent__name", "name")
    twin_is_bad = True

    class Meta:
        model = Place
        fields = (
            *("number", "community", "market_group", "parent", "name", "kind", "keeper", "patrol_days"),
            *("latitude", "longitude", "is_active"),
        )
        export_order = fields

    def for_numbers(self, user):
        """The places this person may know of."""
        return Place.objects.visible_to(user).for_list()

    def twins(self):
        """Every place: a name out of use is taken, too."""
        return Place.objects.all()

    def twin_of(self, made):
        """The place within its community and its compound."""
        return made["community_id"], made["parent_name"], made["name"]

    def finish(self, values, scope):
        """The values of one place; its parent may stand further up in the file."""
        community, parent = values["community"], values.get("parent") or None
        first = scope.__dict__.setdefault("first_level", None)
        if first is None:
            known = Place.objects.active().filter(parent__isnull=True)
            first = scope.first_level = set(known.values_list("community_id", "name"))
        if parent and (community.pk, parent) not in first:
            raise Bad(f"{community.name}没有叫“{parent}”的上级点位，先写上级再写它下面的。", column="上级点位")
        if not parent:
            first.add((community.pk, values["name"]))
        made = {"community_id": community.pk, "parent_name": parent, "name": values["name"]}
        made["kind"] = values.get("kind") or (PlaceKind.BUILDING if parent else PlaceKind.COMPOUND)
        for name in ("market_group", "keeper"):
            made[f"{name}_id"] = values[name].pk if values.get(name) else None
        return made | {"patrol_days": values.get("patrol_days")} | self.point(values)

    def point(self, values):
        """Both coordinates on the mainland, or neither."""
        point = [values.get("latitude"), values.get("longitude")]
        inside = [
            low <= value <= high for value, (low, high) in zip(point, (LATITUDES, LONGITUDES), strict=True) if value
        ]
        if (point[0] is None) != (point[1] is None) or not all(inside):
            raise Bad("纬度填 18 到 54、经度填 73 到 136 的数字，两个一起填，或者都空着。", column="纬度")
        return dict(zip(("latitude", "longitude"), (value and float(value) for value in point), strict=True))

    def save(self, rows, batch):
        """The first level, then what lies below it; each knows when it is to be looked at."""
        rows = list(rows)
        for is_below in (False, True):
            parents = self.parents(rows) if is_below else {}
            level = [made for made in rows if bool(made["parent_name"]) is is_below]
            Place.objects.bulk_create([place_of(made, parents, batch) for made in level], batch_size=500)
        return len(rows), {}

    def parents(self, rows):
        """{(community, name): id} of the first level."""
        communities = {made["community_id"] for made in rows}
        found = Place.objects.filter(parent__isnull=True, community__in=communities)
        return {(community, name): pk for community, name, pk in found.values_list("community_id", "name", "pk")}


def place_of(made, parents, batch):
    """A place of these values with its next patrol planned."""
    facts = {name: value for name, value in made.items() if name != "parent_name"}
    parent = parents.get((made["community_id"], made["parent_name"]))
    place = Place(**facts, parent_id=parent, import_batch=batch)
    place.plan_patrol()
    return place


class PersonSheet(KeptSheet):
    """人员: accounts that cannot be entered before somebody gives them a first password."""

    slug = "people"
    title = "人员表"
    permissions = (Permission.MANAGE,)
    own_number = "username"
    number_heading = "手机号或工号"
    number = Column(
        "username",
        "手机号或工号",
        Words(32),
        aliases=("手机号", "工号", "账号", "用户名", "登录名"),
        required=True,
        width=14,
    )
    full_name = Column("full_name", "姓名", Words(40), aliases=("名字", "人员"), required=True, width=10)
    role = Column("role", "角色", Choice(Role.choices), aliases=("岗位", "身份"), required=True, width=10)
    unit = Column(
        "unit__name", "单位", UnitName(is_scoped=False), aliases=("责任单位", "社区", "所属单位", "部门"), width=14
    )
    is_unit_head = Column("is_unit_head", "单位负责人", YesNo(), aliases=("负责人",), width=8)
    phone = Column("phone", "联系电话", Words(20), aliases=("电话", "手机"), width=14)
    is_active = Column("is_active", "在用", YesNo(blank=True), is_read=False, width=6)
    twin = ("username",)
    twin_is_bad = True

    class Meta:
        model = User
        fields = ("number", "full_name", "role", "unit", "is_unit_head", "phone", "is_active")
        export_order = fields

    def is_new_number(self, number):
        """A number nobody has is a new person's."""
        return False

    def twins(self):
        """Every account: a number out of use is taken, too."""
        return User.objects.all()

    def for_numbers(self, user):
        """Every account with its unit."""
        return User.objects.select_related("unit")

    def finish(self, values, scope):
        """The values of one account."""
        unit = values.get("unit")
        try:
            UnicodeUsernameValidator()(values["number"])
        except ValidationError:
            raise Bad("手机号或工号里有不能用的字，只用数字、字母和 @ . + - _。", column="手机号或工号") from None
        if values["role"] in UNIT_ROLES and unit is None:
            raise Bad("社区、市场组和科室的人员要选单位。", column="单位")
        made = {"username": values["number"], "full_name": values["full_name"], "role": values["role"]}
        made |= {"unit_id": unit.pk if unit else None, "is_unit_head": bool(values.get("is_unit_head"))}
        return made | {"phone": values.get("phone") or ""}

    def save(self, rows, batch):
        """The accounts, without a password that could be entered."""
        shared = {"import_batch": batch, "password": make_password(None), "must_change_password": True}
        return bulk.insert(User, rows, **shared), {}
