"""Pages of 宣传与文明, one module per noun."""

from publicity.urls import activities, centres, placements

urlpatterns = [*placements.patterns, *centres.patterns, *activities.patterns]
