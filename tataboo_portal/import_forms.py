"""Forms of the import wizard: a file or pasted text, which column is which, what to do with rows that are wrong."""

from django import forms

from tataboo_portal.forms import SubmissionForm

ACCEPT = ".xlsx,.xls,.csv,.txt"
LAST_TABLE, LAST_ROW = 999, 100_000
HOW = {"exact": "同名", "alias": "自动", "remembered": "上次这样选", "none": ""}


class SourceForm(SubmissionForm):
    """① A file, or text pasted from a spreadsheet; one of the two."""

    file = forms.FileField(
        label="选 Excel 或 CSV 文件",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"invalid": "文件没有传上来，再选一次。", "missing": "文件没有传上来，再选一次。"},
    )
    text = forms.CharField(
        label="或者在这里粘贴",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"null_characters_not_allowed": "粘贴的内容里有看不见的字符，存成 Excel 文件再导。"},
    )

    def clean(self):
        cleaned = super().clean()
        text = (cleaned.get("text") or "").strip("\r\n")
        cleaned["text"] = text if text.strip() else ""
        if not self.errors and not cleaned.get("file") and not cleaned["text"]:
            self.add_error("file", "先选一个文件，或者粘贴几行。")
        if cleaned.get("file") and cleaned["text"]:
            self.add_error("text", "选了文件，又粘贴了内容：只留一样。")
        return cleaned


class LookForm(forms.Form):
    """② Which table of the file, and in which of its rows the headings stand."""

    table = forms.TypedChoiceField(label="哪张表", coerce=int, required=False)
    header_row = forms.IntegerField(
        label="表头在第几行",
        min_value=1,
        max_value=LAST_ROW,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), f"行号要填数字，从 1 到 {LAST_ROW}，比如 2。"
        ),
    )

    def __init__(self, *args, tables, **kwargs):
        super().__init__(*args, **kwargs)
        seen = [(at, table_words(*table)) for at, table in enumerate(tables)]
        self.fields["table"].choices = seen
        if len(seen) < 2:
            del self.fields["table"]


def table_words(name, rows, is_hidden):
    """A table of the file as the select names it."""
    return f"{name}（{rows} 行{'，隐藏的' if is_hidden else ''}）"


class ColumnsForm(forms.Form):
    """② For every column of the file the ledger's column it fills, or none."""

    table = forms.IntegerField(min_value=0, max_value=LAST_TABLE, widget=forms.HiddenInput)
    header_row = forms.IntegerField(min_value=1, max_value=LAST_ROW, widget=forms.HiddenInput)

    def __init__(self, *args, look, chosen=None, **kwargs):
        proposed = look.mapping if chosen is None else chosen
        initial = {"table": look.table, "header_row": look.header_row}
        super().__init__(*args, initial=initial, **kwargs)
        self.look = look
        choices = [("", "不导入"), *((name, name) for name in look.columns)]
        for heading in look.headings:
            self.fields[f"column_{heading.at}"] = forms.ChoiceField(
                label=heading.words or f"第 {heading.at + 1} 列",
                choices=choices,
                initial=proposed.get(str(heading.at), ""),
                required=False,
                error_messages={"invalid_choice": "选一下是台账的哪一列。"},
            )

    def rows(self):
        """Every column of the file beside its select, with how sure the proposal is."""
        return [
            {"heading": heading, "field": self[f"column_{heading.at}"], "how": HOW[heading.how]}
            for heading in self.look.headings
        ]

    @property
    def mapping(self):
        """What was chosen, as a batch keeps it."""
        chosen = {str(heading.at): self.cleaned_data.get(f"column_{heading.at}") for heading in self.look.headings}
        return {at: heading for at, heading in chosen.items() if heading}


class ConfirmForm(forms.Form):
    """③ What to do with rows that are wrong, and with those that are there already."""

    GOOD, ALL = "good", "all"
    rest = forms.ChoiceField(
        label="有错的行",
        choices=((GOOD, "有错的以后再说"), (ALL, "全部改好再导入")),
        initial=GOOD,
        required=False,
        widget=forms.RadioSelect,
    )
    wants_alike = forms.BooleanField(label="重复的也导入", required=False)

    @property
    def waits_for_all(self):
        """Whether nothing is to be written while a row is wrong."""
        return self.cleaned_data.get("rest") == self.ALL
