"""Addresses of the schools app."""

from django.urls import path

from schools import views

app_name = "schools"
urlpatterns = [
    path("schools/", views.schools, name="list"),
    path("schools/import/", views.import_register, name="import"),
    path("schools/<int:pk>/", views.detail, name="detail"),
    path("schools/<int:pk>/contacts/add/", views.contact_add, name="contact_add"),
    path("schools/contacts/<int:pk>/link/", views.contact_link, name="contact_link"),
    path("schools/contacts/<int:pk>/remove/", views.contact_remove, name="contact_remove"),
]
