"""What a phone with a weak line needs: photos in pieces (answered in JSON, never with a page), the list of what waits, the shell."""

import hashlib
import json
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tataboo_portal import uploads
from tataboo_portal.forms import UploadForm
from tataboo_portal.models import PartialUpload
from tataboo_portal.permissions import Permission
from tataboo_portal.refusals import Refusal
from tataboo_portal.static_files import SHARED_PARTS, SHARED_SHEET

STATIC = settings.BASE_DIR / "static"
SHELL_PATTERNS = ("css/*.css", "js/**/*.js", "fonts/*.woff2", "icons/*.svg")
EXPIRED_SENTENCE = "登录过期了，登录后会接着上传，照片不会丢。"
NO_RIGHT_SENTENCE = "没有上传照片的权限，要传就请管理员看看账号的角色。"
INCOMPLETE_SENTENCE = "上传的说明不完整，刷新页面后再试。"


def for_phones(view):
    """401 with a sentence where a page would send people to the login, 403 for roles that send no photos."""

    @login_not_required
    @wraps(view)
    def gate(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return JsonResponse({"sentence": EXPIRED_SENTENCE}, status=401)
        if not (request.user.may(Permission.REPORT_PROBLEM) or request.user.may(Permission.LOG_WORK)):
            return JsonResponse({"sentence": NO_RIGHT_SENTENCE}, status=403)
        return view(request, *args, **kwargs)

    return gate


def told(upload, status=200):
    """What the phone needs to know to go on."""
    return JsonResponse(
        {
            "received": upload.received,
            "piece": uploads.PIECE,
            "photo": str(upload.photo.token) if upload.photo else "",
            "refusal": upload.refusal,
        },
        status=status,
    )


@require_GET
@for_phones
def upload_token(request):
    """A fresh CSRF token: the page a photo was taken on may be days old."""
    return JsonResponse({"token": get_token(request)})


@require_POST
@for_phones
def upload_begin(request):
    """Announce a photo by name, size and SHA-256; the answer says from where to go on."""
    form = UploadForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"sentence": INCOMPLETE_SENTENCE}, status=400)
    try:
        return told(uploads.begin(by=request.user, **form.cleaned_data))
    except Refusal as refusal:
        return JsonResponse({"refusal": refusal.sentence}, status=422)


@require_http_methods(["GET", "POST"])
@for_phones
def upload_piece(request, client_uuid):
    """GET: what has arrived. POST: one piece, its place in the header `Upload-Offset`; 409 tells the right place."""
    upload = get_object_or_404(
        PartialUpload.objects.select_related("photo"), user=request.user, client_uuid=client_uuid
    )
    if request.method == "GET":
        return told(upload)
    offset = request.headers.get("Upload-Offset", "")
    if not offset.isdigit() or len(offset) > 9 or len(request.body) > uploads.LARGEST_PIECE:
        return JsonResponse({"sentence": INCOMPLETE_SENTENCE}, status=400)
    if int(offset) != upload.received and not upload.photo:
        return told(upload, status=409)
    return told(uploads.add_piece(by=request.user, upload=upload, offset=int(offset), piece=request.body))


@require_GET
def outbox(request):
    """待上传: what waits on this phone; the page is empty until the phone's own script fills it."""
    return render(request, "outbox.html")


@require_GET
@login_not_required
def service_worker(request):
    """The service worker under the root, with the names the static files have in this version."""
    names = [str(path.relative_to(STATIC)) for pattern in SHELL_PATTERNS for path in sorted(STATIC.glob(pattern))]
    parts = {f"css/{part}.css" for part in SHARED_PARTS}  # they come as the one sheet
    own = [name for name in names if name not in parts]
    shell = [staticfiles_storage.url(name) for name in (SHARED_SHEET, *own)]
    version = hashlib.sha256("".join(shell).encode()).hexdigest()[:16]
    context = {"shell": json.dumps(shell), "version": version}
    return render(request, "sw.js", context, content_type="text/javascript")
