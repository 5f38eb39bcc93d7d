"""One unit's material as a plain form: ticks for last week's plan, then rows of three parts; validates and never saves."""

from datetime import timedelta

from django import forms

from reports.enums import Part

MOST_ROWS, AT_ONCE = 30, 1
EMPTY_ROWS = {Part.LAST: 1, Part.PLAN: 2, Part.PROBLEM: 1}
INCOMPLETE_SENTENCE = "页面不完整，刷新后再试。"
BROKEN = {"required": INCOMPLETE_SENTENCE, "invalid": INCOMPLETE_SENTENCE}
EMPTY_SENTENCE = "写一下内容，或者把这一行清空。"
TICK_SENTENCE = "上周安排的“{words}”选一下完成还是未完成。"
PERSON_SENTENCE, DAY_SENTENCE = "写一下谁负责。", "选一下哪天做完。"
DAY_RANGE_SENTENCE = "时限要在{first}到{last}之间。"
LONGEST_PLAN = timedelta(days=365)
DONE_CHOICES = (("yes", "完成"), ("no", "未完成"))
DONE = {"yes": True, "no": False, "": None}
EXAMPLES = {Part.LAST: "比如：开展集中清扫2次", Part.PLAN: "比如：清理示例小区楼道", Part.PROBLEM: "没有就空着"}


def _said(widget, **more):
    """The field of an item's words or person, as long as the model lets it be, spaces and new lines made single."""
    return forms.CharField(required=False, widget=widget, **more)


class ItemForm(forms.Form):
    """One row; a row without words is not there."""

    item = forms.IntegerField(required=False, widget=forms.HiddenInput, error_messages=BROKEN)
    words = _said(forms.Textarea(attrs={"rows": 2}), label="内容", max_length=200)

    def __init__(self, *args, part, week, **kwargs):
        super().__init__(*args, **kwargs)
        self.part, self.week = part, week
        self.fields["words"].widget.attrs["placeholder"] = EXAMPLES[part]

    def clean_words(self):
        return " ".join(self.cleaned_data["words"].split())

    def clean(self):
        cleaned = super().clean()
        others = any(cleaned.get(name) for name in ("person", "due_on", "needs_coordination"))
        if others and "words" not in self.errors and not cleaned.get("words"):
            self.add_error("words", EMPTY_SENTENCE)
        return cleaned

    @property
    def value(self):
        """The item, or None for an empty row."""
        if not self.cleaned_data.get("words"):
            return None
        return {"part": self.part} | self.cleaned_data


class PlanForm(ItemForm):
    """One row of 本周: with who and until when."""

    person = _said(forms.TextInput(), label="责任人", max_length=30)
    # A browser's calendar reads only days written this way.
    due_on = forms.DateField(label="时限", required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def clean_due_on(self):
        day, first, last = self.cleaned_data["due_on"], self.week.shifted(-1).monday, self.week.sunday + LONGEST_PLAN
        if day and not first <= day <= last:
            raise forms.ValidationError(DAY_RANGE_SENTENCE.format(first=_in_words(first), last=_in_words(last)))
        return day

    def require_all(self):
        """What the office needs of a plan: a person and a day."""
        if self.cleaned_data.get("words"):
            for name, sentence in (("person", PERSON_SENTENCE), ("due_on", DAY_SENTENCE)):
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, sentence)


class ProblemForm(ItemForm):
    """One row of 问题."""

    needs_coordination = forms.BooleanField(label="需街道协调", required=False)


class TickForm(forms.Form):
    """Which version was opened, and of each item of last week's plan whether it was done."""

    version = forms.IntegerField(widget=forms.HiddenInput, error_messages=BROKEN)

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan
        for item in plan:
            self.fields[f"done_{item.pk}"] = forms.ChoiceField(
                label=item.words, choices=DONE_CHOICES, required=False, widget=forms.RadioSelect
            )

    @property
    def ticks(self):
        """The fields of the plan."""
        return [self[f"done_{item.pk}"] for item in self.plan]

    @property
    def values(self):
        """Each item of last week's plan as one of 上周, told done or not or not yet."""
        return [
            {"part": Part.LAST, "words": item.words, "answers_id": item.pk, "is_done": DONE[self.answer(item)]}
            for item in self.plan
        ]

    def answer(self, item):
        """“yes”, “no” or nothing."""
        return self.cleaned_data.get(f"done_{item.pk}", "")

    def require_all(self):
        """Every item of the plan wants an answer."""
        for item in self.plan:
            if not self.answer(item) and f"done_{item.pk}" not in self.errors:
                self.add_error(f"done_{item.pk}", TICK_SENTENCE.format(words=item.words))


FORMS = {Part.LAST: ItemForm, Part.PLAN: PlanForm, Part.PROBLEM: ProblemForm}
ROWS = {
    part: forms.formset_factory(form, extra=EMPTY_ROWS[part], max_num=MOST_ROWS, absolute_max=MOST_ROWS + AT_ONCE)
    for part, form in FORMS.items()
}


class SubmissionForm:
    """All of it together: `ticks`, and `rows` by part."""

    def __init__(self, data, *, week, plan, initial, version):
        self.is_bound = data is not None
        answered = {f"done_{pk}": {True: "yes", False: "no"}.get(done) for pk, done in initial["answered"].items()}
        self.ticks = TickForm(data, plan=plan, initial={"version": version} | answered)
        self.rows = {part: self._rows(part, data, week, initial) for part in Part}

    @staticmethod
    def _rows(part, data, week, initial):
        sentences = {"missing_management_form": INCOMPLETE_SENTENCE}
        options = {"prefix": part.value, "form_kwargs": {"part": part, "week": week}, "error_messages": sentences}
        return ROWS[part](data, initial=None if data is not None else initial[part], **options)

    @property
    def parts(self):
        """(part, its rows) in order."""
        return list(self.rows.items())

    def is_valid(self, *, handing_in):
        """Whether it may be saved, or handed in: then nothing may be left open."""
        found = [form.is_valid() for form in (self.ticks, *self.rows.values())]
        if all(found) and handing_in:
            self.ticks.require_all()
            for form in self.rows[Part.PLAN]:
                form.require_all()
        return not self.errors

    @property
    def errors(self):
        """Every sentence with the field it belongs to, the whole form's first."""
        if not self.is_bound:
            return []
        whole = [(sentence, None) for rows in self.rows.values() for sentence in rows.non_form_errors()]
        forms_in_order = [self.ticks, *(form for rows in self.rows.values() for form in rows)]
        told = [
            (form[name], form.errors[name]) for form in forms_in_order for name in form.errors if name in form.fields
        ]
        whole += [(sentence, None) for form in forms_in_order for sentence in form.non_field_errors()]
        return whole + [(sentence, field) for field, sentences in told for sentence in sentences]

    @property
    def version(self):
        """The version that was opened."""
        return self.ticks.cleaned_data["version"]

    @property
    def items(self):
        """Items in order, empty rows left out."""
        typed = [form.value for rows in self.rows.values() for form in rows]
        return [*self.ticks.values, *[item for item in typed if item]]


class OpenedForm(forms.Form):
    """Which version was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, error_messages=BROKEN)

    @property
    def opened(self):
        """That version, or None where the page did not say."""
        return self.cleaned_data["version"] if self.is_valid() else None


class ReturnForm(OpenedForm):
    """Why the material goes back."""

    reason = forms.CharField(
        label="退回原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "写一下为什么退回。"},
    )

    def clean_reason(self):
        return " ".join(self.cleaned_data["reason"].split())


def with_more_rows(data, part):
    """The same data with one more empty row of one part, as “再加一条” asks."""
    data = data.copy()
    name = f"{part}-TOTAL_FORMS"
    count = data.get(name, "")
    if part in Part.values and count.isdecimal() and len(count) < 4:
        data[name] = str(min(int(count) + AT_ONCE, MOST_ROWS))
    return data


def _in_words(day):
    return f"{day.year}年{day.month}月{day.day}日"
