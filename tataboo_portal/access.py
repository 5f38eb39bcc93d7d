"""Gates in front of views: 403 for what a role may not do, 404 for what a person may not know of."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from tataboo_portal import attachments, photos, switches
from tataboo_portal.enums import Feature, PhotoSize
from tataboo_portal.permissions import Permission


def require(user, permission: Permission):
    """Raise 403 unless the person's role holds the permission."""
    if not user.may(permission):
        raise PermissionDenied


def require_any(user, *permissions: Permission):
    """Raise 403 unless the person's role holds one of the permissions."""
    if not any(user.may(permission) for permission in permissions):
        raise PermissionDenied


def permission_required(permission: Permission):
    """Let only roles that hold the permission into the view."""

    def decorate(view):
        @wraps(view)
        def gate(request, *args, **kwargs):
            require(request.user, permission)
            return view(request, *args, **kwargs)

        return gate

    return decorate


def feature_required(feature: Feature):
    """Let nobody into the view while its feature is switched off: there is no such page then."""

    def decorate(view):
        @wraps(view)
        def gate(request, *args, **kwargs):
            if not switches.is_on(feature):
                raise Http404
            return view(request, *args, **kwargs)

        return gate

    return decorate


def submitted(request):
    """What a form gets of this request: its data and files when it was sent, nothing when the page is only opened."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def visible_or_404(queryset, user, **lookup):
    """The one row the person may know of, or 404; no row has a NUL in its key, and PostgreSQL will not be asked for one."""
    if any("\x00" in value for value in lookup.values() if isinstance(value, str)):
        raise Http404
    return get_object_or_404(queryset.visible_to(user), **lookup)


def photo_response(photo_rows, token, size):
    """Serve one of the photos a gate has let the person see; 404 for any other, and while it is still processed."""
    photo = get_object_or_404(photo_rows, token=token)
    if size not in PhotoSize.values or not photo.is_ready:
        raise Http404
    try:
        return photos.respond(photo, PhotoSize(size))
    except FileNotFoundError:
        raise Http404 from None


def released_response(photo, token, size):
    """Serve the copy for outside that this token names; 404 for one changed or withdrawn since, and while it is drawn."""
    release = photos.release_of(photo)
    if size not in PhotoSize.values or release is None or release.token != token:
        raise Http404
    try:
        return photos.respond_released(release, PhotoSize(size))
    except FileNotFoundError:
        raise Http404 from None


def paper_response(attachment, token):
    """Hand out the paper of a row a gate has let the person see, for saving; 404 for one that was replaced or is gone."""
    if attachment is None or attachment.token != token:
        raise Http404
    try:
        return attachments.respond(attachment)
    except FileNotFoundError:
        raise Http404 from None
