"""Forms of places, of the sheet that brings many, and of a round; they validate and never save."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from inspections.places import EDITED_FIELDS, fingerprint
from inspections.trees import MOST_DAYS, MOST_ROWS
from tataboo_portal.enums import PlaceKind, UnitKind
from tataboo_portal.forms import BatchFilter, LabelChoiceField, SubmissionForm
from tataboo_portal.models import Place, Unit, User
from tataboo_portal.models.places import LATITUDES, LONGITUDES
from tataboo_portal.permissions import ROLE_PERMISSIONS, Permission

PATROL_ROLES = [role for role, held in ROLE_PERMISSIONS.items() if Permission.PATROL in held]
NOTHING_TICKED_SENTENCE = "还没有勾选点位，看过哪处就勾哪处。"


def communities():
    """The nine areas, for choices."""
    return Unit.objects.filter(kind=UnitKind.COMMUNITY)


def lines():
    """The five lines, for choices."""
    return Unit.objects.filter(kind=UnitKind.MARKET_GROUP)


def degrees_field(label, span, help_text):
    """A coordinate in degrees, as people copy it from a map."""
    sentence = f"{label}填 {span[0]} 到 {span[1]} 的数字，看看是不是和另一个填反了。"
    return forms.FloatField(
        label=label,
        required=False,
        min_value=span[0],
        max_value=span[1],
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=help_text,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), sentence),
    )


class KeeperChoiceField(forms.ModelChoiceField):
    """People with their unit, so that two of one name can be told apart."""

    def label_from_instance(self, obj):
        return f"{obj.unit.label} {obj.full_name}" if obj.unit else obj.full_name


class ParentChoiceField(forms.ModelChoiceField):
    """First-level places with the code of their community."""

    def label_from_instance(self, obj):
        return f"{obj.community.code} {obj.name}"


class PlaceForm(forms.Form):
    """点位: what it is called, where it lies, who keeps it, how often somebody looks."""

    name = forms.CharField(
        label="名称",
        max_length=60,
        help_text="楼栋把小区写在前面，比如“示例小区一3号楼”，任务和二维码上就看得清。",
        error_messages={"required": "写上点位的名称。"},
    )
    kind = forms.ChoiceField(label="类型", choices=PlaceKind.choices)
    community = LabelChoiceField(
        label="所在社区",
        queryset=Unit.objects.none(),
        empty_label="选社区",
        required=False,
        help_text="选了上级点位就跟着上级，不用再选。",
    )
    parent = ParentChoiceField(
        label="上级点位（楼栋选所在的小区）", queryset=Place.objects.none(), empty_label="没有上级", required=False
    )
    market_group = LabelChoiceField(
        label="市场工作组", queryset=Unit.objects.none(), empty_label="不在市场线上", required=False
    )
    keeper = KeeperChoiceField(label="包居人员", queryset=User.objects.none(), empty_label="还没有定人", required=False)
    latitude = degrees_field(
        "纬度", LATITUDES, "在高德地图或者手机定位里查，比如 30.65；用来核对照片的拍摄地点，可以空着。"
    )
    longitude = degrees_field("经度", LONGITUDES, "比如 113.16；和纬度一起填。")
    patrol_days = forms.IntegerField(
        label="巡查间隔（天）",
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="多少天要看一次；空着不要求巡查。",
        error_messages={
            "invalid": "巡查间隔要填整数，比如 7。",
            "min_value": "巡查间隔最少 1 天。",
            "max_value": f"巡查间隔最多 {MOST_DAYS} 天。",
        },
    )
    position = forms.IntegerField(
        label="排序",
        initial=100,
        min_value=0,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "排序填数字，小的在前。", "invalid": "排序填数字，小的在前。"},
    )
    is_active = forms.BooleanField(
        label="在用", required=False, initial=True, help_text="停用的点位不再巡查，记录都留着；下级跟着停用。"
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, place=None, **kwargs):
        super().__init__(*args, initial=self.initial_of(place) if place else kwargs.pop("initial", None), **kwargs)
        first_level = Place.objects.active().filter(parent__isnull=True).exclude(kind=PlaceKind.BUILDING)
        if place:
            first_level = (first_level | Place.objects.filter(pk=place.parent_id)).exclude(pk=place.pk)
        self.fields["parent"].queryset = first_level.select_related("community").order_by("community__position", "name")
        self.fields["community"].queryset, self.fields["market_group"].queryset = communities(), lines()
        able = User.objects.filter(is_active=True, role__in=PATROL_ROLES)
        self.fields["keeper"].queryset = able.select_related("unit")
        if not place:
            del self.fields["is_active"]

    @staticmethod
    def initial_of(place):
        """The form as it opens for a place."""
        return {name.removesuffix("_id"): getattr(place, name) for name in EDITED_FIELDS} | {"seen": fingerprint(place)}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("parent"):
            cleaned["community"] = cleaned["parent"].community
        elif not cleaned.get("community") and "community" not in self.errors:
            self.add_error("community", "选一下在哪个社区。")
        for name, other in (("latitude", "longitude"), ("longitude", "latitude")):
            if cleaned.get(name) is not None and other in cleaned and cleaned[other] is None:
                self.add_error(other, "纬度和经度要一起填，或者都空着。")
        return cleaned

    def values(self):
        """The columns to write."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class PlaceFilter(django_filters.FilterSet):
    """Which places a list, a board or a pack of cards shows."""

    GAPS = (("unkept", "没有包居人员的"), ("never", "没人巡过的"), ("late", "超期没巡的"))
    community = django_filters.ModelChoiceFilter(
        label="社区", queryset=communities(), to_field_name="code", empty_label="全部社区"
    )
    line = django_filters.ModelChoiceFilter(
        label="市场线", field_name="market_group", queryset=lines(), to_field_name="code", empty_label="全部"
    )
    kind = django_filters.ChoiceFilter(label="类型", choices=PlaceKind.choices, empty_label="全部类型")
    keeper = django_filters.CharFilter(label="包居人员", field_name="keeper__full_name", lookup_expr="icontains")
    gap = django_filters.ChoiceFilter(label="空档", choices=GAPS, method="with_gap", empty_label="都看")
    q = django_filters.CharFilter(
        label="搜索", method="search", widget=forms.TextInput(attrs={"type": "search", "placeholder": "名称、点位码"})
    )
    show = django_filters.ChoiceFilter(
        label="显示", choices=(("inactive", "停用的"),), method="inactive", empty_label="在用的"
    )
    batch = BatchFilter()

    class Meta:
        model = Place
        fields = ("community", "line", "kind", "keeper", "gap", "q", "show", "batch")

    def filter_queryset(self, queryset):
        chosen = super().filter_queryset(queryset)
        return chosen if self.form.cleaned_data.get("show") else chosen.active()

    def with_gap(self, queryset, name, value):
        """Places one of the three questions is about."""
        return {
            "unkept": queryset.unkept,
            "never": lambda: queryset.patrolled().filter(last_seen_on__isnull=True),
            "late": lambda: queryset.active().filter(next_patrol_on__lt=timezone.localdate()),
        }[value]()

    def search(self, queryset, name, value):
        """Places whose name holds the words, or whose code they are."""
        return queryset.filter(Q(name__icontains=value) | Q(code=value.upper()) | Q(parent__name__icontains=value))

    def inactive(self, queryset, name, value):
        """Places out of use."""
        return queryset.filter(is_active=False)


class BoardFilter(PlaceFilter):
    """Which places the board shows: by area, line and kind."""

    keeper = gap = q = show = None

    class Meta:
        model = Place
        fields = ("community", "line", "kind")


class ImportForm(forms.Form):
    """从表格粘贴: the rows as the sheet gives them."""

    rows = forms.CharField(
        label="从 Excel 复制，贴在这里",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": "还没有内容，从 Excel 复制几行贴进来。"},
    )

    def clean_rows(self):
        rows = self.cleaned_data["rows"]
        if len(rows.splitlines()) > MOST_ROWS:
            raise forms.ValidationError(f"一次最多 {MOST_ROWS} 行，分几次贴。")
        if not rows.strip():
            raise forms.ValidationError("还没有内容，从 Excel 复制几行贴进来。")
        return rows


class VisitForm(SubmissionForm):
    """巡过了: nothing but the button."""


class PatrolForm(SubmissionForm):
    """记巡查: ticked places, and compounds of which everything was seen."""

    places = forms.ModelMultipleChoiceField(
        label="看过的点位",
        queryset=Place.objects.none(),
        to_field_name="code",
        required=False,
        error_messages={"invalid_choice": "有点位已经停用或者不归这里，刷新后再勾。"},
    )
    whole = forms.ModelMultipleChoiceField(
        label="都巡了",
        queryset=Place.objects.none(),
        to_field_name="code",
        required=False,
        error_messages={"invalid_choice": "有小区已经停用或者不归这里，刷新后再勾。"},
    )
    note = forms.CharField(label="说一句（可不填）", max_length=200, required=False)

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.own = places
        self.fields["places"].queryset = self.fields["whole"].queryset = places

    def clean(self):
        cleaned = super().clean()
        ticked, whole = cleaned.get("places") or (), cleaned.get("whole") or ()
        if not self.errors and not ticked and not whole:
            raise forms.ValidationError(NOTHING_TICKED_SENTENCE)
        inside = self.own.filter(Q(pk__in=whole) | Q(parent__in=whole)) if whole else ()
        cleaned["seen"] = {place.pk: place for place in (*ticked, *inside)}.values()
        return cleaned
