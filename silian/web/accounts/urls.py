"""Addresses of log-in, log-out, password and office."""

from django.urls import path

from silian.web.accounts import views

app_name = "accounts"

urlpatterns = [
    path("log-in/", views.log_in, name="log_in"),
    path("log-out/", views.log_out, name="log_out"),
    path("password/", views.change_password, name="change_password"),
    path("office/", views.switch_office, name="switch_office"),
]
