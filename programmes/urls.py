"""Addresses of the programmes app."""

from django.urls import path

from programmes.views import coach_import, coaches, messages, people, setup, supply

app_name = "programmes"
urlpatterns = [
    path("programme/", setup.detail, name="detail"),
    path("programme/start/", setup.start, name="start"),
    path("programme/edit/", setup.edit, name="edit"),
    path("programme/choose/", setup.choose, name="choose"),
    path("programme/partners/add/", supply.partner_add, name="partner_add"),
    path("programme/partners/<int:pk>/edit/", supply.partner_edit, name="partner_edit"),
    path("programme/airfields/add/", supply.airfield_add, name="airfield_add"),
    path("programme/airfields/<int:pk>/edit/", supply.airfield_edit, name="airfield_edit"),
    path("programme/airfields/<int:pk>/close/", supply.closure_add, name="closure_add"),
    path("programme/closures/<int:pk>/remove/", supply.closure_remove, name="closure_remove"),
    path("programme/cars/add/", supply.car_add, name="car_add"),
    path("programme/cars/<int:pk>/edit/", supply.car_edit, name="car_edit"),
    path("programme/people/", people.people, name="people"),
    path("programme/people/add/", people.person_add, name="person_add"),
    path("programme/people/<int:pk>/remove/", people.person_remove, name="person_remove"),
    path("programme/record/", people.record, name="record"),
    path("messages/", messages.messages, name="messages"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path("messages/<int:pk>/again/", messages.message_again, name="message_again"),
    path("coaches/", coaches.coaches, name="coaches"),
    path("coaches/import/", coach_import.coach_import, name="coach_import"),
    path("coaches/add/", coaches.coach_add, name="coach_add"),
    path("coaches/<int:pk>/edit/", coaches.coach_edit, name="coach_edit"),
]
