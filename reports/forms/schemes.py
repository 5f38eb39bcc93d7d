"""Forms of 考核规则: schemes, how standings are told, items with the parameters of their fact and formula; they never save."""

from decimal import Decimal

from django import forms

from inspections.enums import TaskSource
from inspections.evaluation.rates import Basis
from inspections.models import StandardSet
from reports.assessment.facts import FACTS
from reports.assessment.formulas import FORMULAS
from reports.forms.meetings import day_field, version_field, words_field
from reports.models import AssessmentScheme, SchemeItem, SchemeVersion
from tataboo_portal.enums import PlaceKind
from tataboo_portal.models import FeatureSwitch

NUMBER_SENTENCE = "{label}要填数字，比如 {example}。"
NOT_EVENTS_SENTENCE = "“{fact}”不是一件一件的记录，不能按件扣分。"
SMALLER_SENTENCE = "不能超过满分 {full}。"
CODE_TAKEN = "已经有这个代码的方案。"


def number_field(label, *, example="1", required=False, least=0, most=99999, places=1, help_text=""):
    """A number with the sentences of its own."""
    wrong = NUMBER_SENTENCE.format(label=label, example=example)
    errors = dict.fromkeys(("invalid", "max_digits", "max_whole_digits", "max_decimal_places"), wrong)
    errors |= {
        "required": f"填一下{label}。",
        "min_value": f"{label}不能小于 {least}。",
        "max_value": f"{label}不能大于 {most}。",
    }
    return forms.DecimalField(
        label=label,
        required=required,
        min_value=Decimal(str(least)),
        max_value=most,
        max_digits=6,
        decimal_places=places,
        help_text=help_text,
        error_messages=errors,
    )


def count_field(label, *, least=0, most=1000, initial=None, required=True, help_text=""):
    """A whole number."""
    wrong = NUMBER_SENTENCE.format(label=label, example="5")
    errors = {
        "invalid": wrong,
        "required": f"填一下{label}。",
        "min_value": f"{label}不能小于 {least}。",
        "max_value": f"{label}不能大于 {most}。",
    }
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=least,
        max_value=most,
        initial=initial,
        help_text=help_text,
        error_messages=errors,
    )


def choice_field(label, choices, *, required=True):
    """One of a list."""
    errors = {"required": f"选一下{label}。", "invalid_choice": f"没有这个{label}，重新选。"}
    return forms.ChoiceField(label=label, choices=choices, required=required, error_messages=errors)


class YesNoField(forms.TypedChoiceField):
    """是 or 否 as a select: a box alone is too small for a thumb."""

    def __init__(self, **kwargs):
        choices = (("", "否"), ("yes", "是"))
        errors = {"invalid_choice": "选是或者否。"}
        super().__init__(
            choices=choices, coerce=bool, empty_value=False, required=False, error_messages=errors, **kwargs
        )

    def prepare_value(self, value):
        return "yes" if value in (True, "yes") else ""


class SchemeForm(forms.ModelForm):
    """考核方案, new."""

    class Meta:
        model = AssessmentScheme
        fields = ("name", "code", "kind", "cycle", "appeal_workdays", "note")
        error_messages = {
            "name": {"required": "填一下名称。"},
            "code": {"required": "填一下代码。", "invalid": "代码只用小写字母、数字和下划线。", "unique": CODE_TAKEN},
            "appeal_workdays": {"required": "填一下公示几个工作日。", "invalid": "公示几个工作日要填数字，比如 3。"},
        }


class SchemeChangeForm(SchemeForm):
    """考核方案, changed: whom it compares and how often stay."""

    is_active = YesNoField(label="在用", help_text="停用以后不再计算，算过的结果留着。")

    class Meta(SchemeForm.Meta):
        fields = ("name", "appeal_workdays", "note", "is_active")


class RulesForm(forms.Form):
    """How standings are told, of a draft version."""

    change = words_field("改了什么", SchemeVersion, "change", required=False)
    source = words_field("依据", SchemeVersion, "source", required=False)
    flag_least = number_field("流动红旗最低得分率（%）", example="90", most=100, help_text="空着不评流动红旗。")
    flag_first_only = YesNoField(label="流动红旗只给第一名")
    improve_below = number_field("待改进线（得分率 %）", example="75", most=100, help_text="空着不标。")
    least_measured = count_field("至少有多少分能算（%）", most=100, help_text="不到这个比例的单位不给总分、不排名。")
    version = version_field()


class ForceForm(forms.Form):
    """执行, from a day on."""

    valid_from = day_field("从哪天起执行")
    version = version_field()


class RetireForm(forms.Form):
    """停用, after a day."""

    valid_until = day_field("执行到哪天")
    version = version_field()


class VersionForm(forms.Form):
    """A step that needs nothing but what stood on the screen."""

    version = version_field()


class ItemForm(forms.Form):
    """考核项目; of the parameters only those of the chosen fact and formula are kept."""

    name = words_field("名称", SchemeItem, "name")
    points = number_field("满分", example="40", required=True, least="0.1")
    fact = choice_field("看什么", [(fact.code, fact.name) for fact in FACTS.values()])
    formula = choice_field("怎么算分", [(formula.code, formula.name) for formula in FORMULAS.values()])
    least_sample = count_field("样本少于多少不扣分", initial=5)
    position = count_field("排序", most=32000, initial=100)
    source = words_field("依据", SchemeItem, "source", required=False)
    version = version_field()

    full_from = number_field("比率线（%）", example="90", most=100, help_text="达标线以下扣分、达到与否才用。")
    minus = number_field("每低 1 个百分点（每件）扣几分", help_text="达标线以下扣分、按件扣分才用。")
    least = number_field("最低得几分", help_text="达标线以下扣分才用。")
    again_times = number_field("多少次起多扣", example="3", places=0, help_text="按件扣分才用，比如返工 3 次起。")
    again_minus = number_field("多扣的每件扣几分", example="0.5", help_text="按件扣分才用。")
    most = number_field("最多扣几分", help_text="按件扣分才用，空着扣到 0 分为止。")
    doubled = forms.MultipleChoiceField(
        label="加倍扣分的来源", choices=TaskSource.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    days = count_field("几天内记上", least=0, most=60, required=False, help_text="台账及时率才用，空着是 3 天。")
    urgent_only = YesNoField(label="只看紧急的", help_text="任务按时率才用。")
    basis = choice_field("分母", [("", "应结案"), (Basis.NOT_PUT_OFF.value, Basis.NOT_PUT_OFF.label)], required=False)
    standard = forms.ChoiceField(label="检查标准", required=False)
    chapter = forms.CharField(
        label="依据里有的字", max_length=40, required=False, help_text="检查得分率才用，比如“第三章”。"
    )
    place_kinds = forms.MultipleChoiceField(
        label="点位类型", choices=PlaceKind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        standards = [(one.code, str(one)) for one in StandardSet.objects.all()]
        self.fields["standard"].choices = [("", "全部标准"), *standards]

    @property
    def plain_fields(self):
        """What every item has."""
        return [self[name] for name in ("name", "points", "fact", "formula", "least_sample", "position", "source")]

    @property
    def param_fields(self):
        """Parameters of facts and formulas."""
        known = {field.name for field in self.plain_fields} | {"version"}
        return [field for field in self if field.name not in known]

    def clean(self):
        cleaned = super().clean()
        fact, formula = FACTS.get(cleaned.get("fact")), FORMULAS.get(cleaned.get("formula"))
        if fact and formula and formula.is_per_event and not fact.has_events:
            self.add_error("formula", NOT_EVENTS_SENTENCE.format(fact=fact.name))
        full = cleaned.get("points")
        for name in ("least", "most"):
            value = cleaned.get(name)
            if full is not None and value is not None and value > full:
                self.add_error(name, SMALLER_SENTENCE.format(full=full))
        return cleaned

    def values(self):
        """What an item keeps."""
        data = self.cleaned_data
        kept = {
            name: data[name] for name in ("name", "points", "fact", "formula", "least_sample", "position", "source")
        }
        return kept | {
            "fact_params": self.params_of(FACTS[data["fact"]]),
            "params": self.params_of(FORMULAS[data["formula"]]),
        }

    def params_of(self, chosen):
        """The parameters the chosen fact or formula knows, as plain JSON, the empty ones left out."""
        given = {name: self.cleaned_data.get(name) for name in chosen.params}
        return {
            name: f"{value.normalize():f}" if isinstance(value, Decimal) else value
            for name, value in given.items()
            if value not in (None, "", False, [])
        }


class SwitchForm(forms.Form):
    """考核评比 on or off, and why."""

    is_on = forms.TypedChoiceField(
        label="考核评比",
        choices=(("yes", "打开"), ("no", "关闭")),
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "选一下打开还是关闭。", "invalid_choice": "选一下打开还是关闭。"},
    )
    reason = words_field("原因", FeatureSwitch, "reason")
