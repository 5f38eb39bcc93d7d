"""What is typed over a report's sentences, what is put in, and why a report is taken back; validates and never saves."""

import hashlib
import re

from django import forms

from reports import sentences
from reports.sections.added import MOST_PAIRS, OVERDUE, PHRASE
from tataboo_portal.models import StandardText

LONGEST_LINE = 1000
PHRASES = "report"
OPENED = "was-"
ADDED = re.compile(r"/\+(\d+)(?:/|$)")
GONE_SENTENCE = "自动文字里已经没有这一句了，没有保存：{}"


class SectionForm(forms.Form):
    """The sentences of one section, each on a line of its own; `report` as it is kept, `computed` as the portal writes them.

    Beside each line goes a digest of it as it was opened, so that a line nobody touched overwrites nothing.
    """

    is_stale = False
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "打开这一页再保存。"})

    def __init__(self, *args, report, computed, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = report.version
        self.addresses, self.rows = {}, []
        for place, (address, runs) in enumerate(computed.items(), 1):
            self._add(place, address, runs, report.edits.get(address))

    def _add(self, place, address, runs, edit):
        shown = sentences.made_of(runs, edit) if edit else runs
        name, words = name_of(address), sentences.line(shown)
        self.addresses[name] = address
        self.fields[name] = forms.CharField(
            label=f"第{place}句",
            required=False,
            max_length=LONGEST_LINE,
            initial=words,
            widget=forms.Textarea(attrs={"rows": min(6, 2 + len(words) // 60), "maxlength": LONGEST_LINE}),
        )
        row = {"name": name, "address": address, "edit": edit, "shown": shown, "runs": runs, "line": words, "now": ""}
        opened = self.data.get(f"{OPENED}{name}") or sentences.digest_of(words)
        self.rows.append(row | {"computed": sentences.line(runs), "opened": opened, "drop": self._dropped_by(address)})

    def _dropped_by(self, address):
        """The number of a sentence that was put in, beside the first of its lines."""
        found = ADDED.search(address)
        number = found and int(found[1])
        return None if number in {row["drop"] for row in self.rows} else number

    def typed(self):
        """{address: line} of what was sent and touched; a sentence that was not sent is left alone."""
        sent = {name: address for name, address in self.addresses.items() if name in self.data}
        return {address: self.cleaned_data[name] for name, address in sent.items() if self._is_touched(name)}

    def opened(self):
        """{address: digest} of the sentences as they were when the page was opened."""
        found = {address: self.data.get(f"{OPENED}{name}") for name, address in self.addresses.items()}
        return {address: digest for address, digest in found.items() if digest}

    def _is_touched(self, name):
        opened = self.data.get(f"{OPENED}{name}")
        return not opened or sentences.digest_of(self.data[name]) != opened

    def clean(self):
        """A line typed for a sentence that is not written any more is handed back, not lost."""
        names = [name.removeprefix(OPENED) for name in self.data if name.startswith(OPENED)]
        gone = [name for name in names if name in self.data and name not in self.addresses and self._is_touched(name)]
        if gone:
            raise forms.ValidationError([GONE_SENTENCE.format(self.data[name][:LONGEST_LINE]) for name in gone])
        return super().clean()

    def over(self, report, computed, sentence):
        """What was typed, over the report as it is now: the next sending is a decision about that."""
        data = self.data.copy()
        data["version"] = str(report.version)
        again = type(self)(data, report=report, computed=computed)
        again.take_over()
        again.add_error(None, sentence)
        return again

    def take_over(self):
        """Untouched lines become what is kept now; beside a touched one stands what is."""
        for row in self.rows:
            name = row["name"]
            if f"{OPENED}{name}" in self.data and name in self.data and not self._is_touched(name):
                self.data[name] = row["line"]
            elif name in self.data and sentences.digest_of(self.data[name]) != sentences.digest_of(row["line"]):
                row["now"] = row["line"]
            row["opened"] = sentences.digest_of(row["line"])

    @property
    def has_edits(self):
        """Whether anybody made something of one of the lines."""
        return any(row["edit"] for row in self.rows)

    def boxes(self):
        """The lines with all that is shown beside them."""
        return [row | {"field": self[row["name"]]} for row in self.rows]


class PutForm(forms.Form):
    """插入: which of the things that can be put into a section; a phrase is one of the office's."""

    insert = forms.ChoiceField(choices=((OVERDUE, "逾期清单"), (PHRASE, "常用语"), ("pairs", "一组前后照片")))
    phrase = forms.ModelChoiceField(
        label="常用语",
        queryset=StandardText.objects.none(),
        required=False,
        empty_label="选一句",
        error_messages={"invalid_choice": "这句常用语已经停用，换一句。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phrase"].queryset = StandardText.objects.filter(topic=PHRASES, is_active=True)

    def clean(self):
        """A phrase is put in only when one was chosen."""
        cleaned = super().clean()
        if cleaned.get("insert") == PHRASE and "phrase" not in self.errors and not cleaned.get("phrase"):
            self.add_error("phrase", "先选一句常用语，再点插入。")
        return cleaned


class ReportPairsForm(forms.Form):
    """选前后照片: which of the week's pairs the annex shows; `offered` are their items, `chosen` the numbers shown now."""

    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "打开这一页再保存。"})
    pairs = forms.MultipleChoiceField(
        label="前后照片",
        required=False,
        error_messages={"invalid_choice": "有一组照片现在不能用了，看看现在的再保存。"},
    )

    def __init__(self, *args, report, offered, chosen, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"version": report.version, "pairs": chosen}
        self.offered = offered
        self.fields["pairs"].choices = [(item["number"], item["caption"]) for item in offered]

    def clean_pairs(self):
        """No more than a paper can hold."""
        numbers = self.cleaned_data["pairs"]
        if len(numbers) > MOST_PAIRS:
            raise forms.ValidationError(f"最多放 {MOST_PAIRS} 组，现在选了 {len(numbers)} 组。")
        return numbers

    def boxes(self):
        """The pairs with whether each is chosen."""
        chosen = set(self["pairs"].value() or ())
        return [item | {"is_chosen": item["number"] in chosen} for item in self.offered]


def name_of(address):
    """An address as the name of a control."""
    return f"s{hashlib.sha256(address.encode()).hexdigest()[:12]}"


class WithdrawForm(forms.Form):
    """撤回: only with a reason."""

    reason = forms.CharField(label="撤回原因", max_length=200, error_messages={"required": "撤回要写原因。"})
