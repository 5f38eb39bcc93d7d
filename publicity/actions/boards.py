"""What people do with boards and their issues: an issue, the board's days and what it counts as are written together."""

import uuid

from django.db import transaction

from publicity import boards
from publicity.models import Board, BoardIssue, Placement
from tataboo_portal import ledgers, registers
from tataboo_portal.refusals import Refusal

FOLLOWED = ("unit", "place", "location", "day", "topic", "note")
VOIDED_SENTENCE = "这块宣传栏已经作废，不能再出新的一期。"
TAKEN_SENTENCE = "这块宣传栏已经有{issue}了，换一个期号。"
HAS_ISSUES = "这块宣传栏出过 {count} 期，不能作废；不再用的，把“在用”去掉。"


def locked_board(board):
    """The board, locked, so that its issues follow each other; two sent at once get two numbers."""
    return (
        Board.objects.select_for_update(of=("self",))
        .select_related("kind__counts_as__indicator", "unit", "place")
        .get(pk=board)
    )


@transaction.atomic
def add_issue(*, by, client_uuid, board, day, number=None, **values):
    """一期: the issue with the next number unless one is named, the board's days, and what it counts as; once however often it arrives."""
    kept = locked_board(board.pk)
    existing = BoardIssue.objects.filter(client_uuid=client_uuid).first()
    if existing:
        return existing
    if kept.is_voided:
        raise Refusal(VOIDED_SENTENCE)
    values |= {name: getattr(kept, name) for name in ("unit", "place", "location")}
    values |= {"board": kept, "day": day, "year": day.year, "number": number or boards.next_number(kept, day.year)}
    refuse_taken(kept, values["year"], values["number"])

    def with_placement(issue):
        if kept.kind.counts_as:
            number = uuid.uuid5(issue.client_uuid, "placement")
            facts = followed(issue, kept.kind.counts_as) | {"quantity": 1, "board_issue": issue}
            ledgers.add(Placement, by=by, client_uuid=number, **facts)
        boards.follow_issues(kept)

    return registers.add(BoardIssue, by=by, client_uuid=client_uuid, and_then=with_placement, **values)


def followed(issue, kind):
    """What the placement of an issue takes from it."""
    taken = {name: getattr(issue, name) for name in FOLLOWED}
    return taken | {"kind": kind, "details": boards.details_of(kind, issue.issue_words)}


def refuse_taken(board, year, number, but=None):
    """Refuse a number that another issue of this board has in this year."""
    others = board.issues.live().filter(year=year, number=number).exclude(pk=but.pk if but else None)
    if others.exists():
        raise Refusal(TAKEN_SENTENCE.format(issue=f"{year}年第{number}期"))


@transaction.atomic
def change_issue(issue, *, by, version, **values):
    """The issue with new values, its placement and its board with it, unless somebody changed it in between."""
    kept = locked_board(issue.board_id)
    values |= {name: getattr(issue, name) for name in ("unit", "place", "location")} | {"board": kept}
    values["year"] = values.get("day", issue.day).year
    refuse_taken(kept, values["year"], values.get("number", issue.number), but=issue)
    changed = registers.change(issue, by=by, version=version, **values)
    placement = placement_of(changed)
    if placement:
        ledgers.change(placement, by=by, version=placement.version, **followed(changed, placement.kind))
    boards.follow_issues(kept)
    return changed


@transaction.atomic
def void_issue(issue, *, by, reason):
    """The issue out of the register, its placement out of every count, the board back to the issue before."""
    kept = locked_board(issue.board_id)
    voided = registers.void(issue, by=by, reason=reason)
    placement = placement_of(voided)
    if placement:
        ledgers.void(placement, by=by, reason=reason)
    boards.follow_issues(kept)
    return voided


def placement_of(issue):
    """What the issue counts as, while it counts."""
    return Placement.objects.live().filter(board_issue=issue).select_related("kind__indicator").first()


@transaction.atomic
def void_board(board, *, by, reason):
    """The board out of the register, unless it had issues that count."""
    kept = locked_board(board.pk)
    count = kept.issues.live().count()
    if count:
        raise Refusal(HAS_ISSUES.format(count=count))
    return registers.void(kept, by=by, reason=reason)
