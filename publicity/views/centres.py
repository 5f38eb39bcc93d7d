"""综合文化服务中心: the register as data, the board of what is missing, and the sheet for the door."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_GET

from publicity import centres
from publicity.actions.centres import add_centre, change_centre
from publicity.forms.centres import CentreForm
from publicity.models import CultureCentre
from tataboo_portal.access import visible_or_404
from tataboo_portal.ledger_views import may_write
from tataboo_portal.registers import Column, Link, Register, masked_phone


def summary(rows):
    """How many centres are there, and of how many the day is known and so counted."""
    found = rows.order_by().live()
    dated = found.filter(opened_on__isnull=False).count()
    return [(("", "综合文化服务中心", "个"), found.count()), (("", "其中有建成日期", "个"), dated)]


def about_centre(request, centre):
    """Its services and rooms, what it lacks, and whether this person may print its sheet."""
    kinds = centres.kinds_in_use()
    points = centres.points_of(centre, kinds, has_photo=centre.photos.exists())
    return {
        "facilities": [row for row in centre.facilities.all() if any((row.is_there, row.opening_hours, row.room))],
        "missing": [name for name, is_there in points if not is_there],
        "may_print": may_write(request.user, centre) and not centre.is_voided,
    }


CENTRES = Register(
    slug="centres",
    model=CultureCentre,
    form=CentreForm,
    title="综合文化服务中心",
    icon="building-community",
    group="宣传与文明",
    columns=(
        Column("unit", "社区"),
        Column("name"),
        Column("where", "位置"),
        Column("opened_on"),
        Column("opening_hours"),
        Column("is_free"),
        Column("contact"),
        Column("phone", shown=masked_phone),
        Column("area"),
    ),
    search=("name", "contact"),
    day="opened_on",
    hint="一个社区一个。服务和活动室在表里勾，和中心一起保存；门上的牌子从中心那一页打印。",
    extra="publicity/_centre.html",
    extra_context=about_centre,
    form_part="publicity/_facilities.html",
    summary=summary,
    links=(Link("centre_board", (), "list-check", "缺什么"),),
    add=add_centre,
    change=change_centre,
)


@require_GET
def centre_board(request):
    """The nine communities and what each centre has; everybody sees the board, links lead only where one may look."""
    headings, lines = centres.board(request.user)
    context = {
        "headings": headings,
        "lines": lines,
        "whole": sum(1 for line in lines if line.centre and not line.missing),
        "without": [line.community for line in lines if line.centre is None],
    }
    return render(request, "publicity/centre_board.html", context)


@require_GET
def centre_door(request, pk):
    """The sheet for the centre's door, for those who keep the centre: its phone number stands there whole."""
    centre = visible_or_404(CultureCentre.objects.live().for_list(), request.user, pk=pk)
    if not may_write(request.user, centre):
        raise PermissionDenied
    groups = centres.door_rows(centre)
    context = {
        "centre": centre,
        "groups": groups,
        "type": centres.door_type(centre, groups),
        "supervision_phone": settings.OFFICE_PHONE,
    }
    return render(request, "publicity/centre_door.html", context)
