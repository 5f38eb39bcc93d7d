"""Registers with their own columns, shops on a phone, and map-free layouts."""

from django.urls import path

from inspections.views import layouts, registers, shops

patterns = [
    path("shop/<slug:code>/", shops.shop_page, name="shop_page"),
    path("shop/<slug:code>/photos/<uuid:token>/<str:size>/", shops.shop_photo, name="shop_photo"),
    path("registers/", registers.register_index, name="register_index"),
    path("registers/shops/plaques/", shops.register_plaques, name="register_plaques"),
    path("registers/baits/<int:pk>/check/", layouts.register_bait_check, name="register_bait_check"),
    path("registers/markets/layout/<int:pk>/check/", layouts.register_market_check, name="register_market_check"),
    path(
        "registers/markets/layout/<int:pk>/photos/<uuid:token>/<str:size>/",
        layouts.register_market_photo,
        name="register_market_photo",
    ),
    path("registers/<slug:slug>/", registers.register_list, name="register_list"),
    path("registers/<slug:slug>/new/", registers.register_add, name="register_add"),
    path("registers/<slug:slug>/layout/", layouts.register_layouts, name="register_layouts"),
    path("registers/<slug:slug>/layout/<int:pk>/", layouts.register_layout, name="register_layout"),
    path("registers/<slug:slug>/<int:pk>/", registers.register_detail, name="register_detail"),
    path("registers/<slug:slug>/<int:pk>/void/", registers.register_void, name="register_void"),
    path("registers/<slug:slug>/<int:pk>/task/", registers.register_task, name="register_task"),
    path("registers/<slug:slug>/<int:pk>/paper/<uuid:token>/", registers.register_paper, name="register_paper"),
    path(
        "registers/<slug:slug>/<int:pk>/photos/<uuid:token>/<str:size>/",
        registers.register_photo,
        name="register_photo",
    ),
]
