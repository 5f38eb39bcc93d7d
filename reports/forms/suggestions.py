"""What people type into the box, and what the office answers; validates and never saves."""

from urllib.parse import urlsplit

from django import forms

from reports.enums import SuggestionState
from tataboo_portal.forms import SubmissionForm

MOST_WORDS = 400
MOST_PAGE = 200
ANSWERS = [(state.value, state.label) for state in SuggestionState if state != SuggestionState.NEW]


class SuggestionForm(SubmissionForm):
    """One box; which page it is about, and whether other units read who said it."""

    words = forms.CharField(
        label="哪里麻烦，怎样会省事",
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "写一句哪里麻烦。", "max_length": f"最多 {MOST_WORDS} 个字，写短一点。"},
    )
    page = forms.CharField(
        label="哪一页",
        max_length=MOST_PAGE,
        required=False,
        help_text="可以不填。",
        error_messages={"max_length": f"最多 {MOST_PAGE} 个字，写短一点。"},
    )
    is_anonymous = forms.BooleanField(
        label="不让其他单位看到是谁提的", required=False, help_text="双创办看得到，好给你答复。"
    )

    def clean_page(self):
        """The page within the portal, without the host that a copied address begins with."""
        page = self.cleaned_data["page"].strip()
        try:
            found = urlsplit(page)
        except ValueError:
            return page
        return f"{found.path}?{found.query}" if found.query else found.path


class AnswerForm(forms.Form):
    """What becomes of a suggestion; not to take it up asks for a reason."""

    state = forms.ChoiceField(
        label="怎么办",
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": "选一下已看、采纳还是不采纳。", "invalid_choice": "选一下已看、采纳还是不采纳。"},
    )
    words = forms.CharField(
        label="答复",
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"最多 {MOST_WORDS} 个字，写短一点。"},
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, max_value=2**31 - 1, error_messages={"required": "页面不完整，刷新后再试。"}
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("state") == SuggestionState.DECLINED and not cleaned.get("words", "").strip():
            self.add_error("words", "不采纳要写一句为什么。")
        return cleaned
