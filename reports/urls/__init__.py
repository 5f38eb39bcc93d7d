"""Pages of the roof, by concern."""

from reports.urls import around, board, bulletins, dossier, meetings, scores

urlpatterns = [
    *board.patterns,
    *meetings.patterns,
    *bulletins.patterns,
    *dossier.patterns,
    *scores.patterns,
    *around.patterns,
]
