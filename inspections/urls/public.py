"""随手拍: the public page, and the office's pile of it."""

from django.urls import path

from inspections.views import public, public_reports

patterns = [
    path("s/<public:code>/", public.public_report, name="public_report"),
    path("t/<public:track>/", public.public_track, name="public_track"),
    path("t/<public:track>/<slug:which>/", public.public_track_photo, name="public_track_photo"),
    path("public/", public_reports.public_list, name="public_list"),
    path("public/<int:pk>/", public_reports.public_detail, name="public_detail"),
    path("public/<int:pk>/accept/", public_reports.public_accept, name="public_accept"),
    path("public/<int:pk>/decline/", public_reports.public_decline, name="public_decline"),
    path("public/<int:pk>/reopen/", public_reports.public_reopen, name="public_reopen"),
    path("public/<int:pk>/phone/", public_reports.public_phone, name="public_phone"),
    path("public/<int:pk>/erase/", public_reports.public_erase, name="public_erase"),
    path("public/<int:pk>/photo/<str:size>/", public_reports.public_photo, name="public_photo"),
]
