"""The form and the filter every register shares; a register names its fields and adds its own checks."""

import django_filters
from django import forms
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tataboo_portal import attachments
from tataboo_portal.entry import ARCHIVE_DAYS, place_meant
from tataboo_portal.forms import AxisFilter, BatchFilter, ExaminedField, LabelChoiceField, OnePhotoForm, SubmissionForm
from tataboo_portal.models import Attachment, Unit
from tataboo_portal.permissions import Permission

PLACE_SENTENCE = "选一个点位，名称要和点位表里的一样。"
DATE_SENTENCE = "日期要写成 2026-11-24 这样。"
MOST_LOCATION = 80
WHOLE_NUMBERS = (models.PositiveSmallIntegerField, models.PositiveIntegerField)
MOST_NUMBER = 30_000


def register_field(field, **kwargs):
    """A model's field as registers show it: dates and times by the browser's own picker, sentences that say what to do."""
    label = field.verbose_name
    errors = {"required": f"填一下{label}。"}
    if field.choices:
        errors = {"required": f"选一下{label}。", "invalid_choice": f"选一下{label}。"}
    elif isinstance(field, models.DateField):
        kwargs["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        errors |= {"invalid": DATE_SENTENCE}
    elif isinstance(field, models.TimeField):
        kwargs["widget"] = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        errors |= {"invalid": "时间要写成 07:30 这样。"}
    elif isinstance(field, (*WHOLE_NUMBERS, models.DecimalField)):
        if isinstance(field, WHOLE_NUMBERS):
            kwargs["max_value"] = MOST_NUMBER
            errors["max_value"] = f"{label}不超过 {MOST_NUMBER}，检查一下是不是多打了几个数字。"
        kwargs["widget"] = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        errors |= {"invalid": f"{label}要填数字，比如 12。", "min_value": f"{label}不能小于 0。"}
        if isinstance(field, models.DecimalField):
            kwargs.setdefault("min_value", 0)
            errors |= dict.fromkeys(
                ("max_digits", "max_whole_digits"), f"{label}太大了，检查一下是不是多打了几个数字。"
            )
            errors["max_decimal_places"] = f"{label}最多写 {field.decimal_places} 位小数。"
    made = field.formfield(error_messages=errors, **kwargs)
    if isinstance(field, models.DateField):
        made.validators.extend(ARCHIVE_DAYS)
    if field.choices:
        made.choices = [(value, words if value else "选一个") for value, words in made.choices]
    return made


class RegisterForm(OnePhotoForm, SubmissionForm, forms.ModelForm):
    """One entry of a register; people of a unit write for their own unit and cannot name another.

    Validates only: what is written goes through the action with `values()`.
    """

    unit = LabelChoiceField(
        label="责任单位",
        queryset=Unit.objects.none(),
        empty_label="选单位",
        error_messages={"required": "选一下是哪个单位。", "invalid_choice": "这个单位已经停用，换一个。"},
    )
    where = forms.CharField(
        label="点位（小区、街巷、市场）", max_length=60, required=False, error_messages={"required": PLACE_SENTENCE}
    )
    location = forms.CharField(label="具体位置", max_length=MOST_LOCATION, required=False)
    note = forms.CharField(label="备注", max_length=200, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    photo_required = False
    place_required = False
    today = ()  # the dates that are most often today's

    class Meta:
        formfield_callback = register_field

    def __init__(self, *args, user, row=None, initial=None, **kwargs):
        super().__init__(*args, user=user, initial=self.initial_of(row) | (initial or {}), **kwargs)
        self.row = row
        if user.may(Permission.LOG_FOR_ANY_UNIT):
            self.fields["unit"].queryset = Unit.objects.active()
        else:
            del self.fields["unit"]
        self.fields["where"].widget.attrs |= {"list": "places", "autocomplete": "off"}
        self.fields["where"].required = self.place_required
        self.order_fields(("unit", *self._meta.fields[:2], "where", "location", *self._meta.fields[2:], "note"))

    @property
    def plain_fields(self):
        """The fields the shared template draws, one below the other."""
        return self.visible_fields()

    @property
    def own_fields(self):
        """The names of the fields the register itself adds."""
        return self._meta.fields

    def initial_of(self, row):
        """The form's values of an existing row; of a new one the dates that are most often today's."""
        if row is None:
            return dict.fromkeys(self.today, timezone.localdate())
        names = ("unit", "location", "note", "version", "client_uuid", *self._meta.fields)
        return {name: getattr(row, name) for name in names} | {"where": row.place.name if row.place else ""}

    def clean(self):
        cleaned = super().clean()
        if "unit" not in self.fields:
            cleaned["unit"] = self.row.unit if self.row else self.user.unit
        self._find_place(cleaned)
        return cleaned

    def _find_place(self, cleaned):
        """The place of this name, or its words before the spot; nothing is guessed."""
        where, location = cleaned.get("where", ""), cleaned.get("location", "")
        cleaned["place"] = place_meant(where, cleaned.get("unit"), self.row)
        if self.place_required and not cleaned["place"] and not {"unit", "where"} & set(self.errors):
            self.add_error("where", PLACE_SENTENCE)
        elif not cleaned["place"]:
            cleaned["location"] = " ".join(part for part in (where, location) if part)
            if len(cleaned["location"]) > MOST_LOCATION:
                self.add_error("location", f"地点一共不能超过 {MOST_LOCATION} 个字，写短一点。")

    def values(self):
        """What the action needs, without the form's own machinery."""
        kept = ("unit", "place", "location", "note", "photo", *self.own_fields)
        return {name: self.cleaned_data[name] for name in kept}


class PaperField(ExaminedField):
    """An uploaded paper, looked at by name and content."""

    widget = forms.FileInput(attrs={"accept": attachments.ACCEPT})
    code = "paper"

    def examine(self, upload):
        """Raise Refusal for what is no acceptable paper."""
        attachments.examine(upload)


class PaperForm(forms.Form):
    """One paper with an entry: just sent, kept from an earlier try, the one that is there, or none any more.

    Stands before `RegisterForm`, whose `user` and `row` it needs; the model's field is named by `paper_name`, and the action
    keeps an upload among the values in its own transaction.
    """

    paper_name = "paper"
    paper_file = PaperField(required=False, help_text="PDF、Word、Excel、PPT、WPS、OFD，不超过 20 MB。")
    paper_gone = forms.BooleanField(label="去掉现在的文件", required=False)
    paper_kept = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kept_paper = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        label = self._meta.model._meta.get_field(self.paper_name).verbose_name
        there = self.paper_there
        self.fields["paper_file"].label = f"换一个{label}" if there else label
        if there is None:
            del self.fields["paper_gone"]
        own = ("paper_file", "paper_gone", "note")
        self.order_fields([*(name for name in self.fields if name not in own), *own])

    @property
    def paper_there(self):
        """The paper of the row that is changed, or None."""
        return getattr(self.row, self.paper_name) if self.row else None

    def values(self):
        """What the action needs, the paper as an upload or as one that is kept."""
        cleaned = self.cleaned_data
        left = None if cleaned.get("paper_gone") else self.paper_there
        return super().values() | {self.paper_name: cleaned.get("paper_file") or self.paper_from_before or left}

    @property
    def paper_from_before(self):
        """The paper an earlier try of this person brought, or None."""
        token = getattr(self, "cleaned_data", {}).get("paper_kept")
        return Attachment.objects.filter(token=token, uploaded_by=self.user).first() if token else None

    def remember_paper(self, attachment):
        """Show the form again with this paper kept, so that a mistake elsewhere does not cost sending it again."""
        self.data = self.data.copy()
        self.data[self.add_prefix("paper_kept")] = str(attachment.token)
        self.kept_paper = attachment


class RegisterFilter(django_filters.FilterSet):
    """Whose, in which state, answering which question, holding which words; live rows unless the voided are asked for."""

    unit = django_filters.ModelChoiceFilter(
        label="责任单位", queryset=Unit.objects.all(), to_field_name="code", empty_label="全部单位"
    )
    q = django_filters.CharFilter(
        label="搜索", method="with_words", widget=forms.TextInput(attrs={"type": "search", "maxlength": 60})
    )
    show = django_filters.ChoiceFilter(
        label="显示", choices=(("voided", "作废的"),), method="shown", empty_label="有效的", required=False
    )
    community, line = AxisFilter("community"), AxisFilter("market_group")
    batch = BatchFilter()

    def __init__(self, data, queryset, *, register):
        super().__init__(data, queryset)
        self.register = register
        for name in register.choices:
            field = register.model._meta.get_field(name)
            self._put(name, django_filters.ChoiceFilter(name, label=field.verbose_name, choices=field.choices))
        for name in register.related:
            self._put_related(name)
        if register.day:
            self._put_period(register.day)
        if register.groups:
            choices = [(group.name, group.words) for group in register.groups]
            self._put("group", django_filters.ChoiceFilter(label="只看", choices=choices, method="in_group"))
        self.filters.move_to_end("q")
        self.filters.move_to_end("show")
        self.form.auto_id = "filter_%s"

    def _put(self, name, made):
        if isinstance(made, django_filters.ChoiceFilter):
            made.extra.setdefault("empty_label", "全部")
        made.parent, made.model = self, self.register.model
        self.filters[name] = made

    def _put_related(self, name):
        field = self.register.model._meta.get_field(name)
        kept = {"queryset": field.related_model.objects.all(), "to_field_name": "code", "empty_label": "全部"}
        self._put(name, django_filters.ModelChoiceFilter(name, label=field.verbose_name, **kept))

    def _put_period(self, field):
        for name, label, side in (("from", "从", "gte"), ("to", "到", "lte")):
            date_input = forms.DateInput(attrs={"type": "date"})
            self._put(name, django_filters.DateFilter(field, label=label, lookup_expr=side, widget=date_input))

    def with_words(self, queryset, name, value):
        """Rows one of whose searched fields holds the words."""
        found = Q()
        for field in (*self.register.search, "location", "place__name", "note"):
            found |= Q(**{f"{field}__icontains": value})
        return queryset.filter(found)

    def shown(self, queryset, name, value):
        """The voided rows instead of the live ones."""
        return queryset.voided()

    def in_group(self, queryset, name, value):
        """The rows for which the question is true."""
        return getattr(queryset, value)()

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("show") else found.live()
