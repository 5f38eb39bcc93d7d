"""What of a task's photos may leave the case."""

from django.urls import path

from inspections.views import releases

patterns = [
    path("tasks/<slug:number>/photos/<uuid:token>/release/", releases.task_photo_release, name="task_photo_release"),
    path(
        "tasks/<slug:number>/photos/<uuid:token>/release/<uuid:released>/<str:size>/",
        releases.task_released_photo,
        name="task_released_photo",
    ),
]
