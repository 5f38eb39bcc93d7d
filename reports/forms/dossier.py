"""迎检资料: what a page shows, which clauses a record is filed under, a paper, a clause and its rules; validates and never saves."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from reports.dossier import spans
from reports.dossier.sources import sources
from reports.enums import Duty, ProofKind
from reports.models import DossierChapter, DossierClause
from reports.models.dossier import MOST_WANTED, NOTHING_WANTED_SENTENCE
from tataboo_portal.entry import ARCHIVE_DAYS
from tataboo_portal.forms import LabelChoiceField, ManyField, SubmissionForm
from tataboo_portal.models import Attachment, Unit
from tataboo_portal.permissions import Permission
from tataboo_portal.register_forms import PaperField

LACKING, MINE = "lacking", "mine"
SHOWN = (("", "全部"), (LACKING, "缺和过期的"), (MINE, "我单位提供的"))
DAY = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "validators": ARCHIVE_DAYS}
DATE_SENTENCE = "日期要写成 2026-11-24 这样。"
OLDEST = timedelta(days=10 * 366)
REASON_SENTENCE = "移出要写原因。"
NO_CLAUSE_SENTENCE = "选一条或几条。"
NO_ROWS_SENTENCE = "还没有勾记录，勾几条再归入。"


class DossierFilter(forms.Form):
    """The days the material is asked for, and which clauses are shown; what is not understood counts as not asked."""

    q = forms.CharField(
        label="搜索", max_length=60, required=False, widget=forms.TextInput(attrs={"type": "search", "maxlength": 60})
    )
    show = forms.ChoiceField(label="显示", choices=SHOWN, required=False)

    def __init__(self, data, *, standard, has_unit=True, has_choice=True):
        super().__init__(data.copy(), auto_id="filter_%s")
        self.standard = standard
        # `from` is a word of the language, so these two cannot be class attributes.
        for name, label in (("from", "材料期从"), ("to", "到")):
            self.fields[name] = forms.DateField(label=label, required=False, **DAY)
        self.order_fields(("from", "to", "q", "show"))
        self.fields["show"].choices = SHOWN if has_unit else SHOWN[:2]
        if not has_choice:
            del self.fields["show"]
        self.is_valid()
        # The form shows the days it stands for, also those nobody typed.
        for name, day in zip(("from", "to"), self.span.days, strict=True):
            self.data[name] = day.isoformat()

    @property
    def span(self):
        """The days asked for; the usual ones unless both are given in their order."""
        start, end = (self.cleaned_data.get(name) for name in ("from", "to"))
        if start and end and start <= end:
            return spans.Span(start, end)
        return spans.usual(self.standard, timezone.localdate())

    @property
    def words(self):
        """What is searched for."""
        return self.cleaned_data.get("q", "")

    @property
    def shown(self):
        """Which clauses are asked for."""
        return self.cleaned_data.get("show", "")


class FilingForm(SubmissionForm):
    """归入: which clauses a record proves, and as what."""

    kind = forms.ChoiceField(label="算作", widget=forms.RadioSelect)
    clauses = ManyField(
        queryset=DossierClause.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": NO_CLAUSE_SENTENCE, "invalid_choice": NO_CLAUSE_SENTENCE},
    )

    def __init__(self, *args, source, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in source.kinds]
        self.fields["kind"].initial = source.kinds[0]
        in_use = DossierClause.objects.filter(is_active=True, chapter__standard__is_active=True)
        self.fields["clauses"].queryset = in_use


class PickForm(SubmissionForm):
    """The rows of one ledger that somebody ticked."""

    kind = forms.ChoiceField(choices=ProofKind.choices)
    rows = ManyField(
        queryset=DossierClause.objects.none(),
        error_messages={"required": NO_ROWS_SENTENCE, "invalid_choice": "有的记录已经没有了，刷新看看。"},
    )

    def __init__(self, *args, queryset, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rows"].queryset = queryset


class RemovalForm(forms.Form):
    """移出: only with a reason; a paper brought by mistake may be voided with it."""

    reason = forms.CharField(label="移出原因", max_length=200, error_messages={"required": REASON_SENTENCE})
    is_void = forms.BooleanField(label="这份文件传错了，整份作废", required=False)

    def __init__(self, *args, is_paper, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_paper:
            del self.fields["is_void"]


class DossierPaperForm(SubmissionForm):
    """A paper right into a clause: what it is, of which day, whose."""

    title = forms.CharField(label="名称", max_length=80, error_messages={"required": "写一下这是什么文件。"})
    day = forms.DateField(
        label="文件日期", **DAY, error_messages={"required": "填一下文件上的日期。", "invalid": DATE_SENTENCE}
    )
    unit = LabelChoiceField(label="单位", queryset=Unit.objects.none(), empty_label="街道（双创办）", required=False)
    paper_file = PaperField(label="文件", required=False, help_text="PDF、Word、Excel、PPT、WPS、OFD，不超过 20 MB。")
    paper_kept = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kept_paper = None

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if user.may(Permission.MANAGE_DOSSIER):
            self.fields["unit"].queryset = Unit.objects.active()
        else:
            del self.fields["unit"]

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError("文件日期不能晚于今天。", "future")
        return day

    def clean(self):
        cleaned = super().clean()
        if "paper_file" not in self.errors and not (cleaned.get("paper_file") or self.paper_from_before):
            self.add_error("paper_file", "选一个文件。")
        return cleaned

    @property
    def paper_from_before(self):
        """The paper an earlier try of this person brought, or None."""
        token = getattr(self, "cleaned_data", {}).get("paper_kept")
        return Attachment.objects.filter(token=token, uploaded_by=self.user).first() if token else None

    def remember_paper(self, attachment):
        """Show the form again with this paper kept."""
        self.data = self.data.copy()
        self.data["paper_kept"] = str(attachment.token)
        self.kept_paper = attachment

    def values(self):
        """What the action needs."""
        cleaned = self.cleaned_data
        unit = cleaned["unit"] if "unit" in self.fields else self.user.unit
        paper = cleaned.get("paper_file") or self.paper_from_before
        return {"title": cleaned["title"], "day": cleaned["day"], "unit": unit, "paper": paper}


def number_field(label, least=0, most=MOST_WANTED, **kwargs):
    """A small whole number."""
    said = f"{label}要填 {least} 到 {most} 之间的数。"
    errors = {"required": said, "invalid": said, "min_value": said, "max_value": said}
    numeric = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, widget=numeric, error_messages=errors, **kwargs
    )


class ClauseForm(forms.Form):
    """条款: its number and words, what proof it wants, and who provides it."""

    NAMES = (
        "chapter",
        "code",
        "text",
        "least_records",
        "least_photos",
        "least_papers",
        "months",
        "duty",
        "unit",
        "source",
        "is_active",
    )
    chapter = forms.ModelChoiceField(
        label="章", queryset=DossierChapter.objects.none(), empty_label=None, error_messages={"required": "选一章。"}
    )
    code = forms.CharField(label="条款号", max_length=16, error_messages={"required": "填一下条款号，比如 3-2。"})
    text = forms.CharField(label="要求", max_length=200, error_messages={"required": "写一下这一条要求什么。"})
    least_records = number_field("至少几条记录")
    least_photos = number_field("至少几组照片")
    least_papers = number_field("至少几份文件")
    months = number_field("最久几个月以内", 1, 120, help_text="更早的算过期。两个月更新一次的宣传栏就填 2。")
    duty = forms.ChoiceField(label="由谁提供", choices=Duty.choices)
    unit = LabelChoiceField(label="具体单位", queryset=Unit.objects.active(), empty_label="不指定", required=False)
    source = forms.CharField(
        label="依据", max_length=120, required=False, help_text="没有核对过原文的写“参考，未核对原文”。"
    )
    is_active = forms.BooleanField(label="在用", required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, standard, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chapter"].queryset = standard.chapters.order_by("number")

    def clean(self):
        cleaned = super().clean()
        wanted = ("least_records", "least_photos", "least_papers")
        if not set(wanted) & set(self.errors) and not any(cleaned.get(name) for name in wanted):
            self.add_error("least_records", NOTHING_WANTED_SENTENCE)
        return cleaned

    @classmethod
    def initial_of(cls, clause):
        """The form's values of an existing clause."""
        return {name: getattr(clause, name) for name in (*cls.NAMES, "version")}

    def put_into(self, clause):
        """The clause with the form's values, not saved."""
        for name in self.NAMES:
            setattr(clause, name, self.cleaned_data[name])
        return clause


class RuleForm(forms.Form):
    """自动归集: rows of one ledger, all or about one thing, and what they count as."""

    what = forms.ChoiceField(
        label="哪些记录", error_messages={"required": "选一本台账。", "invalid_choice": "选一本台账。"}
    )
    kind = forms.ChoiceField(
        label="算作", choices=ProofKind.choices, widget=forms.RadioSelect, initial=ProofKind.RECORD
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [("", "选一本台账"), *(_offered(source) for source in sources().values())]

    def clean(self):
        cleaned = super().clean()
        source = sources().get(cleaned.get("what", "").partition(":")[0])
        if source and "kind" in cleaned and cleaned["kind"] not in source.kinds:
            kinds = "、".join(kind.label for kind in source.kinds)
            self.add_error("kind", f"{source.title}只能算作{kinds}。")
        return cleaned

    def values(self):
        """What the action needs."""
        source, _, about = self.cleaned_data["what"].partition(":")
        return {"source": source, "about": about, "kind": self.cleaned_data["kind"]}


def _offered(source):
    """A group of choices: a whole ledger, and each thing its rows may be about."""
    abouts = source.about.offered() if source.about else ()
    return source.title, [
        (f"{source.slug}:", f"{source.title}，全部"),
        *((f"{source.slug}:{code}", f"{source.title}：{words}") for code, words in abouts),
    ]
