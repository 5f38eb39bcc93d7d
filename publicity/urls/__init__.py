"""Pages of 宣传与文明, one module per noun."""

from publicity.urls import activities, centres, placements, smoking

urlpatterns = [*placements.patterns, *centres.patterns, *activities.patterns, *smoking.patterns]
