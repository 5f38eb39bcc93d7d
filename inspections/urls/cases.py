"""One task and its steps."""

from django.urls import path

from inspections.views import steps, tasks

patterns = [
    path("report/", steps.task_report, name="task_report"),
    path("tasks/", tasks.task_list, name="task_list"),
    path("tasks/<slug:number>/", tasks.task_detail, name="task_detail"),
    path("tasks/<slug:number>/assign/", steps.task_assign, name="task_assign"),
    path("tasks/<slug:number>/after/", steps.task_fix, name="task_fix"),
    path("tasks/<slug:number>/verify/", steps.task_verify, name="task_verify"),
    path("tasks/<slug:number>/void/", steps.task_void, name="task_void"),
    path("tasks/<slug:number>/reshoot/", steps.task_reshoot, name="task_reshoot"),
    path("tasks/<slug:number>/photos/<uuid:token>/<str:size>/", tasks.task_photo, name="task_photo"),
]
