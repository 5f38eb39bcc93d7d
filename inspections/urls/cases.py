"""One task and its steps, and what units ask of the office for it."""

from django.urls import path

from inspections.views import filing, requests, steps, tasks, undoing, unit_steps

patterns = [
    path("report/", steps.task_report, name="task_report"),
    path("tasks/requests/", requests.request_list, name="request_list"),
    path("tasks/requests/<slug:kind>/<int:pk>/", requests.request_decide, name="request_decide"),
    path("tasks/<slug:number>/", tasks.task_detail, name="task_detail"),
    path("tasks/<slug:number>/accept/", filing.task_accept, name="task_accept"),
    path("tasks/<slug:number>/reject/", filing.task_reject, name="task_reject"),
    path("tasks/<slug:number>/duplicate/", filing.task_duplicate, name="task_duplicate"),
    path("tasks/<slug:number>/assign/", steps.task_assign, name="task_assign"),
    path("tasks/<slug:number>/receive/", unit_steps.task_receive, name="task_receive"),
    path("tasks/<slug:number>/hand-over/", unit_steps.task_hand_over, name="task_hand_over"),
    path("tasks/<slug:number>/return/", unit_steps.task_return, name="task_return"),
    path("tasks/<slug:number>/stage/", unit_steps.task_stage, name="task_stage"),
    path("tasks/<slug:number>/cannot/", unit_steps.task_cannot, name="task_cannot"),
    path("tasks/<slug:number>/say/", unit_steps.task_say, name="task_say"),
    path("tasks/<slug:number>/ask/<slug:kind>/", requests.task_ask, name="task_ask"),
    path("tasks/<slug:number>/resume/", requests.task_resume, name="task_resume"),
    path("tasks/<slug:number>/after/", steps.task_fix, name="task_fix"),
    path("tasks/<slug:number>/verify/", steps.task_verify, name="task_verify"),
    path("tasks/<slug:number>/force-close/", filing.task_force_close, name="task_force_close"),
    path("tasks/<slug:number>/void/", steps.task_void, name="task_void"),
    path("tasks/<slug:number>/undo/", undoing.task_undo, name="task_undo"),
    path("tasks/<slug:number>/reshoot/", steps.task_reshoot, name="task_reshoot"),
    path("tasks/<slug:number>/photos/<uuid:token>/<str:size>/", tasks.task_photo, name="task_photo"),
]
