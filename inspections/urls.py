"""Pages of 排查整改."""

from django.urls import path

from inspections import views

urlpatterns = [
    path("report/", views.task_report, name="task_report"),
    path("tasks/", views.task_list, name="task_list"),
    path("tasks/<str:number>/", views.task_detail, name="task_detail"),
    path("tasks/<str:number>/assign/", views.task_assign, name="task_assign"),
    path("tasks/<str:number>/after/", views.task_fix, name="task_fix"),
    path("tasks/<str:number>/verify/", views.task_verify, name="task_verify"),
    path("tasks/<str:number>/void/", views.task_void, name="task_void"),
    path("tasks/<str:number>/reshoot/", views.task_reshoot, name="task_reshoot"),
    path("tasks/<str:number>/photos/<uuid:token>/<str:size>/", views.task_photo, name="task_photo"),
]
