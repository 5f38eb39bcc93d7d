"""宣传栏 and its issues as sheets; an issue that counts brings its placement with it."""

import uuid

from publicity import boards
from publicity.models import Board, BoardIssue, BoardKind, Placement
from tataboo_portal.imports import bulk
from tataboo_portal.imports.cells import Bad, key
from tataboo_portal.register_sheets import RegisterSheet, column_of, register_sheet
from tataboo_portal.sheets import Column
from tataboo_portal.widgets import Named, PersonName, Words

FOLLOWED = ("unit_id", "community_id", "market_group_id", "place_id", "location", "day", "topic", "note")
NO_BOARD = "{unit}没有叫“{name}”的宣传栏，先登记，或者改成登记的名称。"


class BoardKindName(Named):
    """A kind of board in use."""

    def index(self, scope):
        return {key(kind.name): kind for kind in BoardKind.objects.filter(is_active=True)}


class BoardsSheet(RegisterSheet):
    """What the sheet of boards adds to one of a register."""

    def finish(self, values, scope):
        """The values of one board, due from the day it was set up."""
        made = super().finish(values, scope)
        return made | {"next_due_on": made["set_up_on"]}

    def untouched(self, rows):
        """Of a file's boards those nobody changed or renewed since."""
        return super().untouched(rows).exclude(pk__in=BoardIssue.objects.live().values("board"))

    def take_back(self, batch, *, by, reason):
        """The file's boards, each held so that no issue comes to one that goes."""
        lock(self.made_by(batch).values("pk"))
        return super().take_back(batch, by=by, reason=reason)


BoardSheet = register_sheet(
    Board,
    slug="boards",
    title="宣传栏",
    form="publicity.forms.boards.BoardForm",
    names=("kind", "name", "keeper", "set_up_on", "is_in_use", "last_issue_on", "next_due_on"),
    twin=("unit_id", "name"),
    columns={
        "kind": Column("kind__name", "类型", BoardKindName(), aliases=("宣传栏类型", "类别"), required=True, width=20),
        "name": column_of(Board, "name", aliases=("宣传栏", "宣传栏名称"), width=20),
        "keeper": Column("keeper__full_name", "负责人", PersonName(), aliases=("管理人", "更新人"), width=10),
        "last_issue_on": column_of(Board, "last_issue_on", is_read=False),
        "next_due_on": column_of(Board, "next_due_on", is_read=False),
    },
    base=BoardsSheet,
)
BoardSheet.twin_is_bad = True


class IssuesSheet(RegisterSheet):
    """What the sheet of issues adds to one of a register."""

    found = None

    def form_data(self, values, scope):
        """The row as a browser would send it, its board found by name in its unit."""
        unit = values.get("unit") or scope.own_unit
        if self.found is None:
            known = Board.objects.visible_to(scope.by).live() if scope.by else ()
            self.found = {(board.unit_id, key(board.name)): board for board in known}
        board = self.found.get((unit and unit.pk, key(values["board"])))
        if board is None:
            name = values["board"]
            raise Bad(NO_BOARD.format(unit=unit.name if unit else "", name=name), column="宣传栏")
        # `number` is the row's own in every sheet.
        return super().form_data(values | {"board": board, "number": values["issue_number"]}, scope)

    def heading_of(self, name):
        """The heading of a form's field."""
        return super().heading_of("issue_number" if name == "number" else name)

    def finish(self, values, scope):
        """The values of one issue."""
        made = super().finish(values, scope)
        return made | {"year": made["day"].year, "client_uuid": uuid.uuid4()}

    def save(self, rows, batch):
        """The issues and what they count as, then the days of their boards."""
        rows, shared = list(rows), self.constants(batch)
        touched = lock({made["board_id"] for made in rows})
        count = bulk.insert(BoardIssue, rows, **shared)
        numbers = dict(self.made_by(batch).values_list("client_uuid", "pk"))
        counting = {board.pk: board.kind.counts_as for board in touched if board.kind.counts_as}
        told = {kind for kind in set(counting.values()) if boards.tells_issue(kind)}
        placements = [
            placement_of(made, counting[made["board_id"]], numbers[made["client_uuid"]], told)
            for made in rows
            if made["board_id"] in counting
        ]
        bulk.insert(Placement, placements, **shared)
        for board in touched:
            boards.follow_issues(board)
        return count, {Placement: {made["day"] for made in placements}}

    def take_back(self, batch, *, by, reason):
        """The issues and what they counted as, and their boards back to the issue before."""
        touched = lock(set(self.made_by(batch).values_list("board_id", flat=True)))
        count, kept, _ = super().take_back(batch, by=by, reason=reason)
        gone = self.made_by(batch).filter(voided_at__isnull=False)
        rows = Placement.objects.live().filter(import_batch=batch, board_issue__in=gone)
        days = set(rows.values_list("day", flat=True).distinct())
        voided = gone.values_list("voided_at", flat=True).first()
        if days:
            rows.update(voided_at=voided, voided_by=by, void_reason=reason, version=2)
        for board in touched:
            boards.follow_issues(board)
        return count, kept, {Placement: days}


def placement_of(made, kind, issue, told):
    """The values of what an issue counts as; `told` are the forms whose ledger tells its number."""
    words = BoardIssue(year=made["year"], number=made["number"]).issue_words
    own = {"kind_id": kind.pk, "quantity": 1, "board_issue_id": issue}
    own["details"] = {boards.ISSUE_COLUMN: words} if kind in told else {}
    return {name: made[name] for name in FOLLOWED} | own


def lock(numbers):
    """These boards, locked in their order."""
    found = (
        Board.objects.select_for_update(of=("self",))
        .select_related("kind__counts_as__indicator")
        .filter(pk__in=numbers)
    )
    return list(found.order_by("pk"))


IssueSheet = register_sheet(
    BoardIssue,
    slug="issues",
    title="宣传栏期次",
    form="publicity.forms.boards.IssueForm",
    names=("board", "day", "issue_number", "topic", "has_smoking_words"),
    twin=("board_id", "year", "number"),
    columns={
        "board": Column("board__name", "宣传栏", Words(60), aliases=("宣传栏名称", "板报"), required=True, width=20),
        "day": column_of(BoardIssue, "day", aliases=("日期", "更新时间", "出刊日期")),
        "issue_number": column_of(BoardIssue, "number", aliases=("期", "第几期", "期次"), required=True, width=8),
    },
    first=("unit",),
    base=IssuesSheet,
)
IssueSheet.twin_is_bad = True
