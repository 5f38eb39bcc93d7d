"""对外使用: what the office covers in a task's photo before it may leave the case."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from inspections.forms.releases import ReleaseForm
from inspections.views.tasks import load
from tataboo_portal import actions, releases
from tataboo_portal.access import released_response, require, submitted
from tataboo_portal.enums import PhotoStatus
from tataboo_portal.models import PhotoRelease
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal

SAVED = {
    ReleaseForm.COVER: "已保存，遮好的照片几秒后就有。",
    ReleaseForm.CLEAR: "已保存：看过，不用遮挡。",
    ReleaseForm.WITHDRAW: "已撤回，对外不再使用这张照片。",
}


def load_photo(request, number, token):
    """The task and its photo row, for people who may prepare photos for outside; 404 while the photo cannot be shown."""
    task = load(request, number)
    require(request.user, Permission.RELEASE_PHOTO)
    known = task.photos.select_related("photo__release__released_by").filter(photo__status=PhotoStatus.READY)
    return task, get_object_or_404(known, photo__token=token)


def grid_or_404(photo):
    """The photo's grid; 404 while its copies are missing and drawn again."""
    try:
        return releases.grid_of(photo)
    except FileNotFoundError:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
def task_photo_release(request, number, token):
    """The photo under a grid: mark what must not be seen, say that nothing has to be covered, or withdraw."""
    task, row = load_photo(request, number, token)
    release = getattr(row.photo, "release", None)
    form = ReleaseForm(*submitted(request), grid=grid_or_404(row.photo), release=release)
    if form.is_bound and form.is_valid():
        try:
            save(request.user, row.photo, form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
            release = PhotoRelease.objects.select_related("released_by").get(photo=row.photo)
            form.look_again(release)
        else:
            messages.success(request, SAVED[form.cleaned_data["choice"]])
            return redirect(request.path)
    context = {"task": task, "row": row, "release": release, "form": form}
    return render(request, "inspections/task_photo_release.html", context, status=400 if form.is_bound else 200)


def save(user, photo, wanted):
    """Do what the form asks."""
    if wanted["choice"] == ReleaseForm.WITHDRAW:
        actions.withdraw_release(by=user, photo=photo, seen=wanted["seen"])
    else:
        actions.release_photo(by=user, photo=photo, rectangles=wanted["rectangles"], seen=wanted["seen"])


@require_GET
def task_released_photo(request, number, token, released, size):
    """The copy for outside, as the office looks at it."""
    _, row = load_photo(request, number, token)
    return released_response(row.photo, released, size)
