"""The pages of random samples: drawing, the list, one draw as it stands."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from inspections import samples
from inspections.actions.checklists import draw_sample
from inspections.forms.samples import SampleForm
from inspections.models import SampleDraw
from tataboo_portal.access import permission_required, submitted
from tataboo_portal.paging import paginate
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal


@require_http_methods(["GET", "POST"])
@permission_required(Permission.VERIFY_TASK)
def sample_new(request):
    """抽查: how many of each kind, drawn at random."""
    today, there = timezone.localdate(), samples.available()
    form = SampleForm(
        *submitted(request), available=there, initial={"name": f"{today.year}年{today.month}月{today.day}日抽查"}
    )
    if form.is_bound and form.is_valid():
        try:
            draw = draw_sample(by=request.user, **form.values())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            for sentence in samples.shortfalls(form.counts, there):
                messages.warning(request, sentence)
            messages.success(request, f"已抽好：{draw.name}。")
            return redirect("sample_detail", draw.pk)
    return render(request, "checklists/sample_new.html", {"form": form}, status=400 if form.is_bound else 200)


@require_GET
@permission_required(Permission.SEE_ALL_UNITS)
def sample_list(request):
    """抽查: every draw, with how far it has come."""
    page = paginate(SampleDraw.objects.select_related("standard", "drawn_by"), request.GET, keys=("-id",))
    counts = samples.progress(page.rows)
    rows = [{"draw": draw, "done": counts[draw.pk][0], "places": counts[draw.pk][1]} for draw in page.rows]
    return render(request, "checklists/sample_list.html", {"page": page, "rows": rows})


@require_GET
@permission_required(Permission.SEE_ALL_UNITS)
def sample_detail(request, pk):
    """One draw: its places in order, done or not, and the scores so far; also the sheet the team takes along."""
    draw = get_object_or_404(SampleDraw.objects.select_related("standard", "drawn_by"), pk=pk)
    context = {
        "draw": draw,
        "standing": samples.standing(draw),
        "may_check": request.user.may(Permission.VERIFY_TASK) and request.user.may(Permission.INSPECT),
    }
    return render(request, "checklists/sample_detail.html", context)
