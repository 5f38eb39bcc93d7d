"""Pages of 排查整改, by concern; addresses with fixed words come before those with a task's number."""

from inspections.urls import alarms, cases, checklists, desks, evidence, exports, places, public, registers, releases

urlpatterns = [
    *exports.patterns,
    *desks.patterns,
    *releases.patterns,
    *cases.patterns,
    *evidence.patterns,
    *places.patterns,
    *public.patterns,
    *checklists.patterns,
    *registers.patterns,
    *alarms.patterns,
]
