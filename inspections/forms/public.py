"""Forms of 随手拍, for residents and for those who decide; they validate and never save."""

import re
import unicodedata

import django_filters
from django import forms
from django.conf import settings

from inspections.enums import PublicRating
from inspections.forms.phrases import PhrasedForm
from inspections.models import PublicReport, TaskCategory
from tataboo_portal.enums import UnitKind
from tataboo_portal.forms import LabelChoiceField, PhotoField, SubmissionForm
from tataboo_portal.listings import masked
from tataboo_portal.models import Unit

PHONE = re.compile(r"\+?[0-9][0-9\- ]{5,18}")
PHONE_SENTENCE = "电话要写数字，比如 0632-1234567；不想留可以空着。"
TOO_LARGE_SENTENCE = "照片超过 10 MB，换一张小一点的。"
MOST_WORDS = 100
MOST_REASON = 100


class PublicPhotoField(PhotoField):
    """A photo from anybody: smaller than the staff's."""

    def clean(self, data, initial=None):
        if data and data.size > settings.PUBLIC_MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE_SENTENCE, "photo")
        return super().clean(data, initial)


class PublicReportForm(forms.Form):
    """随手拍: one photo, and if somebody likes a few words and a number."""

    photo_camera = PublicPhotoField(label="拍照", required=False)
    photo_album = PublicPhotoField(label="从相册选", required=False)
    words = forms.CharField(label="说一句（可不填）", max_length=MOST_WORDS, required=False)
    phone = forms.CharField(
        label="电话（可不填）", max_length=20, required=False, widget=forms.TextInput({"type": "tel"})
    )
    # Nobody sees this one; programs fill whatever there is.
    homepage = forms.CharField(label="这一格不用填", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["photo_camera"].widget.attrs["capture"] = "environment"
        self.fields["phone"].widget.attrs["autocomplete"] = "tel"
        self.fields["homepage"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}

    def clean_phone(self):
        phone = unicodedata.normalize("NFKC", self.cleaned_data["phone"]).strip()
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError(PHONE_SENTENCE)
        return phone

    def clean(self):
        cleaned = super().clean()
        cleaned["photo"] = cleaned.get("photo_camera") or cleaned.get("photo_album")
        if not cleaned["photo"] and not {"photo_camera", "photo_album"} & set(self.errors):
            self.add_error("photo_camera", "还没有照片，先拍一张。")
        return cleaned

    def values(self):
        """What the action needs."""
        return {name: self.cleaned_data[name] for name in ("photo", "words", "phone")}


class RatingForm(forms.Form):
    """满意 or 不满意, and one line."""

    rating = forms.ChoiceField(
        choices=PublicRating.choices,
        error_messages={"required": "选满意或者不满意。", "invalid_choice": "选满意或者不满意。"},
    )
    words = forms.CharField(label="说一句（可不填）", max_length=MOST_WORDS, required=False)


class AcceptForm(SubmissionForm):
    """受理: what it is and whose. The resident's words are shown beside the task and not copied into it, or they could not be forgotten."""

    category = forms.ModelChoiceField(
        label="是什么",
        queryset=TaskCategory.objects.filter(is_active=True).select_related("indicator"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "选一下是什么问题。", "invalid_choice": "这个类别已经停用，换一个。"},
    )
    unit = LabelChoiceField(
        label="片区",
        queryset=Unit.objects.active(),
        empty_label=None,
        error_messages={"required": "选一下是哪个片区。", "invalid_choice": "这个片区已经停用，换一个。"},
    )
    note = forms.CharField(
        label="任务里的说明（可不填）",
        max_length=200,
        required=False,
        help_text="群众的原话会显示在任务页上，不用抄；这里也不写反映人的姓名和电话。",
    )

    def clean_note(self):
        note = self.cleaned_data["note"]
        if masked(note) != note:
            raise forms.ValidationError("说明里像有电话号码，去掉再受理。")
        return note


class DeclineForm(PhrasedForm):
    """不予受理: only with a reason, which the reporter reads."""

    topics = ("decline_public",)
    note_required = "写一句原因，反映的人会看到。"
    note = forms.CharField(label="原因（反映的人看得到）", max_length=MOST_REASON, required=False)

    def clean(self):
        cleaned = super().clean()
        if len(cleaned.get("note") or "") > MOST_REASON:
            self.add_error("phrase", f"这句常用语超过 {MOST_REASON} 个字，自己写一句短的。")
        return cleaned


class ReopeningForm(SubmissionForm):
    """再整改 or 不再整改; the latter needs a reason, which the reporter reads."""

    AGAIN, ENOUGH = "again", "enough"
    decision = forms.ChoiceField(
        choices=((AGAIN, "再整改"), (ENOUGH, "不再整改")),
        error_messages={"required": "选再整改或者不再整改。", "invalid_choice": "选再整改或者不再整改。"},
    )
    note = forms.CharField(label="说明（不再整改时反映的人看得到）", max_length=MOST_REASON, required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == self.ENOUGH and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", "不再整改要写一句原因，反映的人会看到。")
        return cleaned

    def values(self):
        """What the action needs, without the form's own machinery."""
        kept = {name: self.cleaned_data[name] for name in ("client_uuid", "note")}
        return kept | {"approved": self.cleaned_data["decision"] == self.AGAIN}


class PublicReportFilter(django_filters.FilterSet):
    """In which community, and which part of the pile; what waits unless something else is asked for."""

    WAITING, UNHAPPY, ALL = "", "unhappy", "all"
    unit = django_filters.ModelChoiceFilter(
        label="社区",
        queryset=Unit.objects.filter(kind=UnitKind.COMMUNITY),
        to_field_name="code",
        empty_label="全部社区",
        field_name="place__community",
    )
    show = django_filters.ChoiceFilter(
        choices=((UNHAPPY, "群众不满意"), (ALL, "全部")), method="shown", widget=forms.HiddenInput
    )

    class Meta:
        model = PublicReport
        fields = ("unit",)

    def shown(self, queryset, name, value):
        """The results somebody was not satisfied with and nobody decided on yet, or everything."""
        return queryset.unhappy() if value == self.UNHAPPY else queryset

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("show") else found.waiting()
