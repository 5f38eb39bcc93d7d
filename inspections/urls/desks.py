"""Work screens over many tasks: the list, dispatching, judging, looking back, evaluation."""

from django.urls import path

from inspections.views import (
    dispatch_desk,
    evaluation,
    lists,
    lookbacks,
    prints,
    recalculation,
    saved_filters,
    verify_desk,
)

patterns = [
    path("tasks/", lists.task_list, name="task_list"),
    path("tasks/chosen/", lists.task_chosen, name="task_chosen"),
    path("tasks/dispatch/", dispatch_desk.task_dispatch, name="task_dispatch"),
    path("tasks/verify/", verify_desk.task_verify_desk, name="task_verify_desk"),
    path("tasks/evaluation/", evaluation.task_evaluation, name="task_evaluation"),
    path("tasks/lookbacks/", lookbacks.look_back_list, name="look_back_list"),
    path("tasks/lookbacks/<int:pk>/", lookbacks.look_back_judge, name="look_back_judge"),
    path("tasks/recalculate/", recalculation.task_recalculate, name="task_recalculate"),
    path("tasks/print/", prints.task_print, name="task_print"),
    path("tasks/filters/", saved_filters.task_filter_save, name="task_filter_save"),
    path("tasks/filters/<int:pk>/remove/", saved_filters.task_filter_remove, name="task_filter_remove"),
]
