"""Addresses of registers; a register is addressed by group and name of its system."""

from django.urls import path

from silian.web.registers import views

app_name = "registers"

REGISTER = "<str:group>/<str:system>/"

urlpatterns = [
    path("", views.index, name="index"),
    path(REGISTER, views.register, name="register"),
    path(f"{REGISTER}board/", views.board, name="board"),
    path(f"{REGISTER}expiring/", views.expiring, name="expiring"),
    path(f"{REGISTER}moves/", views.moves, name="moves"),
    path(f"{REGISTER}export/", views.export, name="export"),
]
