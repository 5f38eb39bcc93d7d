"""Forms of the task loop; they validate and never save."""

from django import forms
from django.utils import timezone

from campaigns.models import WorkRecord
from inspections import cases
from inspections.enums import TaskSource
from inspections.forms.phrases import PhrasedForm
from inspections.models import CaseRule, RemediationTask, TaskCategory
from inspections.places import by_code
from tataboo_portal.entry import is_out_of_line, place_named
from tataboo_portal.forms import LabelChoiceField, ManyField, OnePhotoForm, QuantityField, SubmissionForm
from tataboo_portal.models import Unit, User
from tataboo_portal.permissions import ROLE_PERMISSIONS, Permission

MOST_PER_TASK = 10_000
ABSURD_SENTENCE = "一条任务最多 {most} {unit_word}，检查一下是不是多打了几个数字。"
ALIKE_SENTENCE = "这里已经有一条在办的{what}（{number}），还要报吗？"
FIXER_ROLES = [role for role, held in ROLE_PERMISSIONS.items() if Permission.FIX_TASK in held]


class PersonChoiceField(forms.ModelChoiceField):
    """People with their unit, in the order of the units."""

    def label_from_instance(self, obj):
        return f"{obj.unit.label} {obj.full_name}"


class LabelsChoiceField(ManyField):
    """Several rows by their `label`."""

    def label_from_instance(self, obj):
        return obj.label


class CountedForm(SubmissionForm):
    """A form with a quantity, which stays within what one entry of the category's ledger may hold."""

    quantity = QuantityField(label="数量", initial=1)
    quantity_confirmed = forms.BooleanField(label="确认没有填错，照样交", required=False)
    category = None
    asks_about_quantity = True
    needs_confirmation = False

    def clean(self):
        cleaned = super().clean()
        category, quantity = cleaned.get("category") or self.category, cleaned.get("quantity")
        if category and quantity:
            indicator = category.indicator
            most = min(MOST_PER_TASK, indicator.most_per_record) if indicator else MOST_PER_TASK
            if quantity > most:
                unit_word = indicator.unit_word if indicator else category.unit_word
                self.add_error("quantity", ABSURD_SENTENCE.format(most=most, unit_word=unit_word))
            elif indicator and self.asks_about_quantity and not cleaned.get("quantity_confirmed"):
                self._ask(quantity, indicator)
        return cleaned

    def _ask(self, quantity, indicator):
        """Ask once about a quantity far beyond what the indicator's entries usually hold."""
        if is_out_of_line(quantity, WorkRecord.objects.live().filter(indicator=indicator)):
            self.needs_confirmation = True
            self.add_error("quantity", f"比平时多很多，确认是 {quantity} {indicator.unit_word}吗？")


class ReportForm(OnePhotoForm, CountedForm):
    """拍照上报: a photo, what, where; everything else has a default."""

    category = forms.ModelChoiceField(
        label="是什么",
        queryset=TaskCategory.objects.filter(is_active=True).select_related("indicator"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "选一下是什么问题。", "invalid_choice": "这个类别已经停用，换一个。"},
    )
    unit = LabelChoiceField(
        label="片区",
        queryset=Unit.objects.none(),
        empty_label="选片区",
        error_messages={"required": "选一下是哪个片区。", "invalid_choice": "这个片区已经停用，换一个。"},
    )
    where = forms.CharField(label="在哪里", max_length=80, required=False)
    place_code = forms.CharField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(label="说一句（可不填）", max_length=200, required=False)
    source = forms.ChoiceField(label="来源", choices=TaskSource.choices, required=False)
    source_number = forms.CharField(label="交办编号（上级交办的填）", max_length=40, required=False)
    alike_confirmed = forms.BooleanField(label="不是同一个问题，照样报", required=False)
    alike = None

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        if user.may(Permission.SEE_ALL_UNITS):
            self.fields["unit"].queryset = Unit.objects.active()
            self.fields["source"].initial = TaskSource.OFFICE if user.may(Permission.ASSIGN_TASK) else TaskSource.PATROL
        else:
            for name in ("unit", "source", "source_number"):
                del self.fields[name]
        self.fields["where"].widget.attrs |= {"list": "places", "autocomplete": "off"}

    def clean(self):
        cleaned = super().clean()
        if "unit" not in self.fields:
            cleaned["unit"] = self.user.unit
        cleaned["place"] = self._scanned(cleaned) or place_named(cleaned.get("where"), cleaned.get("unit"))
        cleaned["location"] = "" if cleaned["place"] else cleaned.get("where", "")
        if cleaned["place"] and cleaned.get("category") and not cleaned.get("alike_confirmed"):
            self._ask_about_alike(cleaned)
        return cleaned

    def _scanned(self, cleaned):
        """The place whose card opened this form, as long as its name still stands in the field."""
        place = by_code(self.user, cleaned.get("place_code"))
        return place if place and place.name == cleaned.get("where") else None

    def _ask_about_alike(self, cleaned):
        """Ask once whether this is the open problem of the same kind at the same place; not when it is this very report."""
        if RemediationTask.objects.filter(client_uuid=cleaned.get("client_uuid")).exists():
            return
        known = RemediationTask.objects.visible_to(self.user).alike(cleaned["category"], cleaned["place"])
        task = known.for_list().first()
        if task:
            self.alike = cases.rows_for([task], timezone.now())[0]
            self.add_error("alike_confirmed", ALIKE_SENTENCE.format(number=task.number, what=task.category.name))

    def values(self):
        """What the action needs, without the form's own machinery."""
        kept = ("client_uuid", "unit", "category", "photo", "place", "location", "note", "quantity")
        chosen = {name: self.cleaned_data[name] for name in kept}
        return chosen | {name: value for name in ("source", "source_number") if (value := self.cleaned_data.get(name))}


class DeskForm(SubmissionForm):
    """A decision at a desk: it holds for the task as it was on the screen."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def look_again(self, version):
        """Show the form again for the task as it is now on the screen."""
        self.data = self.data.copy()
        self.data["version"] = str(version)


class AssignForm(DeskForm):
    """派单: to whom, until when; a deadline that has passed may only be kept, not chosen."""

    unit = LabelChoiceField(
        label="派给",
        queryset=Unit.objects.active(),
        empty_label="选单位",
        error_messages={"required": "选一下派给哪个单位。"},
    )
    assignee = PersonChoiceField(
        label="责任人（可不选）",
        queryset=User.objects.filter(is_active=True, role__in=FIXER_ROLES).select_related("unit"),
        empty_label="由单位安排",
        required=False,
    )
    rule = forms.ModelChoiceField(
        label="立案条件和时限", queryset=CaseRule.objects.none(), empty_label=None, required=False
    )
    due_at = forms.DateTimeField(
        label="期限（空着就按时限自动算）",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        required=False,
        error_messages={"invalid": "期限要写成日期和时间。"},
    )
    assisting_units = LabelsChoiceField(
        label="协办（可不选）", queryset=Unit.objects.active(), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label="要求（可不填）", max_length=200, required=False)

    def __init__(self, *args, task, **kwargs):
        super().__init__(*args, **kwargs)
        self.present_due_at = task.due_at
        if task.due_at:
            del self.fields["rule"]
        else:
            self.fields["rule"].queryset = task.category.rules.filter(is_active=True)

    def clean_due_at(self):
        due_at, present = self.cleaned_data["due_at"], self.present_due_at
        if not due_at:
            return None
        if present and due_at == present.replace(second=0, microsecond=0):
            return present
        if due_at <= timezone.now():
            raise forms.ValidationError("期限已经过了，选一个以后的时间。")
        return due_at

    def clean(self):
        cleaned = super().clean()
        assignee, unit = cleaned.get("assignee"), cleaned.get("unit")
        if assignee and unit and assignee.unit_id != unit.pk:
            self.add_error("assignee", f"{assignee.full_name}不在{unit.name}，换一个人或者不选。")
        return cleaned


class FixForm(OnePhotoForm, CountedForm):
    """拍整改后: the after photo and how much was done."""

    note = forms.CharField(label="说一句（可不填）", max_length=200, required=False)
    photo_sentence = "还没有整改后的照片，先拍一张。"

    def __init__(self, *args, category, **kwargs):
        super().__init__(*args, **kwargs)
        self.category = category

    def values(self):
        """What the action needs, without the form's own machinery."""
        return {name: self.cleaned_data[name] for name in ("client_uuid", "photo", "quantity", "note")}


class ReshootForm(OnePhotoForm, SubmissionForm):
    """重拍: one photo in place of one that could not be opened."""


class VerifyForm(DeskForm, CountedForm, PhrasedForm):
    """核查: pass with a quantity, or send back with a reason."""

    topics = ("send_back",)

    PASS, SEND_BACK = "pass", "send_back"
    decision = forms.ChoiceField(
        label="结论",
        choices=((PASS, "合格"), (SEND_BACK, "退回")),
        error_messages={"required": "选合格或者退回。", "invalid_choice": "选合格或者退回。"},
    )
    quantity = QuantityField(label="核定数量", required=False)
    note = forms.CharField(label="意见", max_length=200, required=False, help_text="退回时写清哪里不合格。")

    def __init__(self, *args, category, **kwargs):
        super().__init__(*args, **kwargs)
        self.category = category

    def clean(self):
        cleaned = super().clean()
        sends_back = cleaned.get("decision") == self.SEND_BACK
        if sends_back:
            self.errors.pop("quantity", None)
            if not cleaned.get("note"):
                self.add_error("note", "退回要写明哪里不合格。")
        elif not cleaned.get("quantity") and "quantity" not in self.errors:
            self.add_error("quantity", "合格要核定数量，至少是 1。")
        return cleaned


class VoidForm(DeskForm):
    """作废: only with a reason."""

    note = forms.CharField(label="原因", max_length=200, error_messages={"required": "作废要写原因。"})


class ForceCloseForm(DeskForm):
    """强制结案: only with a reason."""

    note = forms.CharField(
        label="原因",
        max_length=200,
        error_messages={"required": "强制结案要写原因。"},
        help_text="办结的这条会一直带着“强制结案”的标记，不记入台账。",
    )
