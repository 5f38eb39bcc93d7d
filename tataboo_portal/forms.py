"""Fields and forms every floor uses: whole numbers as people type them, and one photo from camera or album."""

import hashlib
import re
import unicodedata
import uuid
from datetime import UTC, datetime

import django_filters
from django import forms
from django.utils import timezone

from tataboo_portal import calendars, photos
from tataboo_portal.models import Photo, Unit, WorkHours
from tataboo_portal.refusals import Refusal

NUMBER_SENTENCE = "数量要填数字，比如 12。"
PHOTO_ACCEPT = "image/*"
# A phone's word for when a photo was taken: not before there were such phones, and a clock may be a day fast.
EARLIEST_CLAIM = datetime(2005, 1, 1, tzinfo=UTC).timestamp()
CLOCK_SLIP = 24 * 3600
OFFICE_TIMES = ("morning_start", "morning_end", "afternoon_start", "afternoon_end")


class QuantityField(forms.Field):
    """A positive whole number; `12处`, `１２` and ` 12 ` are all 12."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {
        "required": NUMBER_SENTENCE,
        "invalid": NUMBER_SENTENCE,
        "negative": "数量要大于 0。",
        "fraction": "数量要填整数，比如 12。",
        "absurd": "数量太大了，检查一下是不是多打了几个数字。",
    }

    def to_python(self, value):
        text = unicodedata.normalize("NFKC", str(value or "")).strip().replace(",", "")
        if not text:
            return None
        if re.fullmatch(r"-?\d+\.\d+\s*[\u4e00-\u9fff㎡]{0,4}", text):
            raise forms.ValidationError(self.error_messages["fraction"], "fraction")
        found = re.fullmatch(r"(-?\d+)\s*[\u4e00-\u9fff㎡]{0,4}", text)
        if not found:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        # Ten digits are beyond any ledger, and far within what int() may be asked to read.
        if len(found[1]) > 10:
            raise forms.ValidationError(self.error_messages["absurd"], "absurd")
        return int(found[1])

    def validate(self, value):
        super().validate(value)
        if value is not None and value <= 0:
            raise forms.ValidationError(self.error_messages["negative"], "negative")


class LabelChoiceField(forms.ModelChoiceField):
    """Rows with a `label` that begins with the key that chooses them."""

    def label_from_instance(self, obj):
        return obj.label


class ManyField(forms.ModelMultipleChoiceField):
    """Rows by their keys, any number of them; what is longer than any key is no choice."""

    LONGEST_KEY = 18

    def clean(self, value):
        far = [key for key in value or () if len(str(key)) > self.LONGEST_KEY] if isinstance(value, list) else []
        if far:
            sentence = self.error_messages["invalid_choice"]
            raise forms.ValidationError(sentence, "invalid_choice", params={"value": far[0][: self.LONGEST_KEY]})
        return super().clean(value)


class ExaminedField(forms.FileField):
    """An uploaded file that `examine` looks at by content; what is wrong with it is said in one sentence."""

    code = "file"

    def __init__(self, **kwargs):
        super().__init__(allow_empty_file=True, max_length=None, **kwargs)

    def examine(self, upload):
        """Raise Refusal for what is not taken."""
        raise NotImplementedError

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload:
            try:
                self.examine(upload)
            except Refusal as refusal:
                raise forms.ValidationError(refusal.sentence, self.code) from None
        return upload


class PhotoField(ExaminedField):
    """An uploaded photo."""

    widget = forms.FileInput(attrs={"accept": PHOTO_ACCEPT})
    code = "photo"

    def examine(self, upload):
        """Raise Refusal for what is no photo."""
        photos.examine(upload)


class OnePhotoForm(forms.Form):
    """One photo from the camera, the album, or kept from an earlier try; ends up in cleaned_data["photo"].

    Needs `user`: only photos that person kept may be named again.
    """

    photo_camera = PhotoField(label="拍照", required=False)
    photo_album = PhotoField(label="从相册选", required=False)
    photo_kept = forms.UUIDField(required=False, widget=forms.HiddenInput)
    photo_required = True
    photo_sentence = "还没有照片，先拍一张。"

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["photo_camera"].widget.attrs["capture"] = "environment"

    def clean(self):
        cleaned = super().clean()
        cleaned["photo"] = cleaned.get("photo_camera") or cleaned.get("photo_album") or self._kept(cleaned)
        refused = {"photo_camera", "photo_album"} & set(self.errors)
        if self.photo_required and not cleaned["photo"] and not refused:
            self.add_error("photo_camera", self.photo_sentence)
        return cleaned

    def _kept(self, cleaned):
        token = cleaned.get("photo_kept")
        return Photo.objects.filter(token=token, uploaded_by=self.user).first() if token else None

    def remember(self, photo):
        """Show the form again with this photo kept, so that a mistake elsewhere does not cost the picture."""
        self.data = self.data.copy()
        self.data[self.add_prefix("photo_kept")] = str(photo.token)
        self.kept_photo = photo


class SubmissionForm(forms.Form):
    """A form that may arrive twice: its `client_uuid` names the one record all arrivals make."""

    client_uuid = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid.uuid4, error_messages={"required": "页面不完整，刷新后再试。"}
    )


class FileNameField(forms.CharField):
    """A file's name as a label; whatever it is, a photo is not refused for it."""

    def to_python(self, value):
        return photos.plain_name(super().to_python(value))


class BatchFilter(django_filters.Filter):
    """The rows one import brought; asked for by links alone."""

    field_class = forms.IntegerField

    def __init__(self):
        limits = {"min_value": 1, "max_value": 2**31 - 1}
        super().__init__("import_batch", label="导入批次", widget=forms.HiddenInput, **limits)


class AxisFilter(django_filters.CharFilter):
    """The rows in one community, or on one market group's line; “none” for those off the axis. Asked for by links alone."""

    NONE = "none"

    def __init__(self, field_name):
        super().__init__(field_name, label="所在", widget=forms.HiddenInput, max_length=8)

    def filter(self, qs, value):
        return on_axis(qs, self.field_name, value) if value else qs


def on_axis(rows, name, code):
    """Rows whose `community` or `market_group` has this code, or has none at all."""
    return rows.filter(**({f"{name}__isnull": True} if code == AxisFilter.NONE else {f"{name}__code": code}))


class UploadForm(forms.Form):
    """What a phone announces of a photo it is going to send."""

    client_uuid = forms.UUIDField()
    byte_count = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    sha256 = forms.RegexField(r"^[0-9a-f]{64}$")
    name = FileNameField(required=False)
    taken_at = forms.IntegerField(min_value=0, max_value=2**53, required=False)

    def clean_taken_at(self):
        """Milliseconds since 1970 as a moment; nonsense and the future are no claim."""
        claimed = (self.cleaned_data["taken_at"] or 0) / 1000
        if not EARLIEST_CLAIM <= claimed <= timezone.now().timestamp() + CLOCK_SLIP:
            return None
        return datetime.fromtimestamp(claimed, UTC)


class ZoneNameForm(forms.ModelForm):
    """One unit's name on the screen that names all of the 九+五."""

    class Meta:
        model = Unit
        fields = ("name", "short_name", "is_placeholder")


ZoneNameFormSet = forms.modelformset_factory(Unit, form=ZoneNameForm, extra=0, can_delete=False)


class CalendarDaysForm(forms.Form):
    """放假与调休 as pasted lines; `changes` is what they would do to the calendar."""

    PREVIEW, SAVE = "preview", "save"
    lines = forms.CharField(
        label="放假与调休，一行写一天或者一段",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        error_messages={"required": calendars.NOTHING_SENTENCE},
    )
    do = forms.ChoiceField(choices=((PREVIEW, "先看看"), (SAVE, "保存")), required=False)
    seen = forms.CharField(required=False)
    changes = ()

    def clean_lines(self):
        lines = self.cleaned_data["lines"]
        try:
            self.changes = calendars.changes_in(lines)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence, "line") from None
        return lines

    @property
    def digest(self):
        """Names these very lines and what they would do, so that only what was looked at is saved."""
        facts = repr([(change.day, change.name, change.words) for change in self.changes])
        return hashlib.sha256(facts.encode()).hexdigest()

    @property
    def is_to_save(self):
        """Whether somebody looked at exactly this and wants it saved."""
        return self.cleaned_data["do"] == self.SAVE and self.cleaned_data["seen"] == self.digest


class WorkHoursForm(forms.ModelForm):
    """作息时间: the office's hours from a date on."""

    class Meta:
        model = WorkHours
        fields = ("effective_from", *OFFICE_TIMES)
        widgets = {
            "effective_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **{name: forms.TimeInput(format="%H:%M") for name in OFFICE_TIMES},
        }
        error_messages = {"effective_from": {"unique": "这一天起的作息时间已经有了，换一个日期。"}}
