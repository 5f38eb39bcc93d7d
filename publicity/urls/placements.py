"""宣传台账, 库存 and 公益广告达标."""

from django.urls import path

from publicity.views import ads, stock
from publicity.views import placements as views
from tataboo_portal import export_views

patterns = [
    path("publicity/", views.placement_list, name="placement_list"),
    path("publicity/export.xlsx", export_views.take_out, {"slug": "placements"}, name="placement_export"),
    path("publicity/stock/", stock.placement_stock, name="placement_stock"),
    path("publicity/ads/", ads.placement_ads, name="placement_ads"),
    path("publicity/<int:pk>/", views.placement_detail, name="placement_detail"),
    path("publicity/<int:pk>/void/", views.placement_void, name="placement_void"),
    path("publicity/<int:pk>/down/", views.placement_take_down, name="placement_take_down"),
    path("publicity/<int:pk>/back/", views.placement_put_back, name="placement_put_back"),
    path("publicity/<int:pk>/task/", views.placement_task, name="placement_task"),
    path("publicity/<int:pk>/photos/<uuid:token>/<str:size>/", views.placement_photo, name="placement_photo"),
]
