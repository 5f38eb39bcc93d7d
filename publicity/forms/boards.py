"""Forms of boards and their issues, and the filter of what is due."""

import django_filters
from django import forms

from publicity import boards
from publicity.models import Board, BoardIssue, BoardKind
from tataboo_portal.entry import sensible_day
from tataboo_portal.models import Unit, User
from tataboo_portal.permissions import Permission
from tataboo_portal.register_forms import RegisterForm


class BoardForm(RegisterForm):
    """宣传栏: what kind it is, where it stands, and who renews it."""

    today = ("set_up_on",)

    class Meta(RegisterForm.Meta):
        model = Board
        fields = ("kind", "name", "keeper", "set_up_on", "is_in_use")

    def __init__(self, *args, user, row=None, **kwargs):
        super().__init__(*args, user=user, row=row, **kwargs)
        kinds, people = BoardKind.objects.filter(is_active=True), User.objects.filter(is_active=True)
        if row:
            kinds, people = kinds | BoardKind.objects.filter(pk=row.kind_id), people | of_row(row)
        if not user.may(Permission.LOG_FOR_ANY_UNIT):
            people = people.filter(unit=user.unit_id) | of_row(row)
        self.fields["kind"].queryset, self.fields["keeper"].queryset = kinds, people.select_related("unit")
        self.fields["kind"].to_field_name = "code"
        self.fields["kind"].empty_label, self.fields["keeper"].empty_label = "选类型", "单位的人"

    def clean(self):
        cleaned = super().clean()
        others = Board.objects.live().exclude(pk=self.row.pk if self.row else None)
        arrived = self.row is None and others.filter(client_uuid=cleaned.get("client_uuid")).exists()
        same = others.filter(unit=cleaned.get("unit"), name=cleaned.get("name"))
        if cleaned.get("name") and not arrived and same.exists():
            self.add_error("name", "这个单位已经有叫这个名称的宣传栏，换一个名称。")
        return cleaned


def of_row(row):
    """The keeper a board has now, whoever that is."""
    return User.objects.filter(pk=row.keeper_id if row else None)


class IssueForm(RegisterForm):
    """一期: of one board, in its unit and place; its number is the next of the year unless another is typed."""

    board = forms.ModelChoiceField(
        label="宣传栏",
        queryset=Board.objects.none(),
        empty_label="选宣传栏",
        error_messages={"required": "选一下是哪块宣传栏。", "invalid_choice": "没有这块宣传栏，重新选一下。"},
    )
    today = ("day",)

    class Meta(RegisterForm.Meta):
        model = BoardIssue
        fields = ("board", "day", "number", "topic", "has_smoking_words")

    def __init__(self, *args, user, row=None, initial=None, **kwargs):
        super().__init__(*args, user=user, row=row, initial=initial, **kwargs)
        for name in {"unit", "where", "location"} & set(self.fields):
            del self.fields[name]
        self.fields["board"].queryset = boards_of(user).select_related("kind", "unit")
        self.fields["number"].required = False
        self.fields["number"].help_text = "空着按这块栏今年的下一期编。"
        if row:
            self.fields["board"].queryset = Board.objects.filter(pk=row.board_id)
            self.fields["board"].disabled = True

    def clean_day(self):
        return sensible_day(self.cleaned_data["day"])

    def clean(self):
        cleaned = super().clean()
        board, day, number = (cleaned.get(name) for name in ("board", "day", "number"))
        if board:
            cleaned |= {"unit": board.unit, "place": board.place, "location": board.location}
        if self.row and number is None and "number" not in self.errors:
            cleaned["number"] = number = self.row.number
        if board and day and number and not self._arrived(cleaned):
            others = board.issues.live().filter(year=day.year, number=number)
            if others.exclude(pk=self.row.pk if self.row else None).exists():
                self.add_error("number", f"这块宣传栏已经有{day.year}年第{number}期了，换一个期号。")
        return cleaned

    def _arrived(self, cleaned):
        return self.row is None and BoardIssue.objects.filter(client_uuid=cleaned.get("client_uuid")).exists()


class NextIssueForm(IssueForm):
    """更新一期: the next issue of one board, photo first; what is usual is filled in."""

    def __init__(self, *args, board, initial, **kwargs):
        day = initial["day"]
        usual = {"board": board, "number": boards.next_number(board, day.year)}
        usual["has_smoking_words"] = board.kind.needs_smoking_words
        super().__init__(*args, initial=usual | initial, **kwargs)
        self.fields["board"].queryset = Board.objects.filter(pk=board.pk)
        self.fields["board"].disabled = True


def boards_of(user):
    """The boards a person may renew: any for the office, else the own unit's and those they keep."""
    found = Board.objects.live()
    return found if user.may(Permission.LOG_FOR_ANY_UNIT) else found.in_hands_of(user)


class DueFilter(django_filters.FilterSet):
    """Boards that are due, of one kind; of one unit by the page's own switch."""

    unit = django_filters.ModelChoiceFilter(queryset=Unit.objects.all(), to_field_name="code", widget=forms.HiddenInput)
    kind = django_filters.ModelChoiceFilter(
        label="类型", queryset=BoardKind.objects.all(), to_field_name="code", empty_label="全部类型"
    )

    class Meta:
        model = Board
        fields = ("unit", "kind")
