"""Pages of 宣传与文明, one module per noun."""

from publicity.urls import placements

urlpatterns = [*placements.patterns]
