"""Pages of 排查整改."""

from django.urls import path

from inspections import views

urlpatterns = [
    path("report/", views.task_report, name="task_report"),
    path("tasks/", views.task_list, name="task_list"),
    path("tasks/<slug:number>/", views.task_detail, name="task_detail"),
    path("tasks/<slug:number>/assign/", views.task_assign, name="task_assign"),
    path("tasks/<slug:number>/after/", views.task_fix, name="task_fix"),
    path("tasks/<slug:number>/verify/", views.task_verify, name="task_verify"),
    path("tasks/<slug:number>/void/", views.task_void, name="task_void"),
    path("tasks/<slug:number>/reshoot/", views.task_reshoot, name="task_reshoot"),
    path("tasks/<slug:number>/photos/<uuid:token>/<str:size>/", views.task_photo, name="task_photo"),
]
