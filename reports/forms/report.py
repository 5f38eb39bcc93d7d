"""What is typed over a report's sentences, and why one is taken back; validates and never saves."""

import hashlib

from django import forms

from reports import sentences

LONGEST_LINE = 1000


class SectionForm(forms.Form):
    """The sentences of one section, each on a line of its own; `report` as it is kept, `section` a code."""

    is_stale = False
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "打开这一页再保存。"})

    def __init__(self, *args, report, computed, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = report.version
        self.addresses, self.rows = {}, []
        for place, (address, runs) in enumerate(computed.items(), 1):
            edit = report.edits.get(address)
            shown = sentences.made_of(runs, edit) if edit else runs
            name = name_of(address)
            self.addresses[name] = address
            self.fields[name] = forms.CharField(
                label=f"第{place}句",
                required=False,
                max_length=LONGEST_LINE,
                initial=sentences.line(shown),
                widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_LINE}),
            )
            row = {"name": name, "address": address, "edit": edit, "shown": shown, "runs": runs}
            self.rows.append(row | {"computed": sentences.line(runs)})

    def typed(self):
        """{address: line} of what was sent; a sentence that was not sent is left alone."""
        sent = {name: address for name, address in self.addresses.items() if name in self.data}
        return {address: self.cleaned_data[name] for name, address in sent.items()}

    def over(self, report, computed, sentence):
        """What was typed, over the report as it is now: the next sending is a decision about that."""
        data = self.data.copy()
        data["version"] = str(report.version)
        again = SectionForm(data, report=report, computed=computed)
        again.add_error(None, sentence)
        return again

    def boxes(self):
        """The lines with all that is shown beside them."""
        return [row | {"field": self[row["name"]]} for row in self.rows]


def name_of(address):
    """An address as the name of a control."""
    return f"s{hashlib.sha256(address.encode()).hexdigest()[:12]}"


class WithdrawForm(forms.Form):
    """撤回: only with a reason."""

    reason = forms.CharField(label="撤回原因", max_length=200, error_messages={"required": "撤回要写原因。"})
