"""What must not be seen of a photo outside: cells of a grid, or the word of somebody who looked that nothing has to be covered."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError

from tataboo_portal import releases
from tataboo_portal.models.photos import check_rectangles

CHOICE_SENTENCE = "选遮住选中的格子，或者已看过不用遮挡。"
NO_CELLS_SENTENCE = "还没有选格子：点人脸、车牌所在的格子，或者选“已看过，不用遮挡”。"
CELLS_TOO_SENTENCE = "选了格子，又选了不用遮挡：不用遮就先把格子取消。"
CELL_SENTENCE = "页面不完整，刷新后再试。"


@dataclass(frozen=True)
class Cell:
    """One cell as a checkbox."""

    value: str
    words: str
    is_marked: bool


class ReleaseForm(forms.Form):
    """对外使用: cover, look and leave, or withdraw; `grid` is (columns, rows), `release` the present one or None."""

    COVER, CLEAR, WITHDRAW = "cover", "clear", "withdraw"
    cells = forms.MultipleChoiceField(required=False, error_messages={"invalid_choice": CELL_SENTENCE})
    choice = forms.ChoiceField(
        choices=((COVER, "遮住选中的格子"), (CLEAR, "已看过，不用遮挡"), (WITHDRAW, "撤回对外版本")),
        error_messages={"required": CHOICE_SENTENCE, "invalid_choice": CHOICE_SENTENCE},
    )
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput, error_messages={"invalid": CELL_SENTENCE})

    def __init__(self, *args, grid, release, **kwargs):
        super().__init__(*args, **kwargs)
        self.grid, self.release = grid, release
        self.places = {f"{column}-{row}": (column, row) for row in range(grid[1]) for column in range(grid[0])}
        self.fields["cells"].choices = [(value, value) for value in self.places]
        self.initial["seen"] = release.token if release else None

    def clean(self):
        cleaned = super().clean()
        chosen = {self.places[value] for value in cleaned.get("cells", ())}
        choice = cleaned.get("choice")
        if choice == self.COVER and not chosen and "cells" not in self.errors:
            self.add_error("cells", NO_CELLS_SENTENCE)
        if choice == self.CLEAR and chosen:
            self.add_error("cells", CELLS_TOO_SENTENCE)
        cleaned["rectangles"] = releases.rectangles_over(chosen, self.grid)
        try:
            check_rectangles(cleaned["rectangles"])
        except ValidationError as error:
            self.add_error("cells", error)
        return cleaned

    def look_again(self, release):
        """Show what is there now, so that the next sending is a decision about it; the marked cells stay."""
        self.release = release
        self.data = self.data.copy()
        self.data["seen"] = str(release.token)

    @property
    def boxes(self):
        """Every cell in reading order, marked as it was sent, or as the present release covers it."""
        live = self.release.rectangles if self.release and self.release.is_live else ()
        under = releases.cells_under(live, self.grid)
        sent = set(self.data.getlist("cells")) if self.is_bound else {f"{column}-{row}" for column, row in under}
        return [
            Cell(value, f"第 {row + 1} 行第 {column + 1} 列", value in sent)
            for value, (column, row) in self.places.items()
        ]
