"""Pages of 宣传与文明, one module per noun."""

from publicity.urls import activities, boards, centres, placements, smoking, surveys

urlpatterns = [
    *placements.patterns,
    *boards.patterns,
    *centres.patterns,
    *activities.patterns,
    *surveys.patterns,
    *smoking.patterns,
]
