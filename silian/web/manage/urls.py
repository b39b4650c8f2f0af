"""Addresses of bodies, people and offices."""

from django.urls import path

from silian.web.manage import views

app_name = "manage"

PERSON = "people/<str:user_id>/"

urlpatterns = [
    path("", views.index, name="index"),
    path("bodies/", views.bodies, name="bodies"),
    path("people/", views.people, name="people"),
    path("people/new/", views.new_person, name="new_person"),
    path(PERSON, views.person, name="person"),
    path(f"{PERSON}office/", views.give_office, name="give_office"),
    path(f"{PERSON}office/<str:office_id>/end/", views.end_office, name="end_office"),
    path(f"{PERSON}switch/", views.switch, name="switch"),
    path(f"{PERSON}password/", views.reset_password, name="reset_password"),
]
