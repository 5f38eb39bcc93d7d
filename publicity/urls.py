"""Pages of this room."""

urlpatterns: list = []
