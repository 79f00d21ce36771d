"""Addresses of the surveys app."""

from django.urls import path

from surveys.views import class_list, code_cards, gauge, pupil, tablet, tablet_device, waves

app_name = "surveys"
urlpatterns = [
    # pupils: short, for they are typed from a card
    path("s/<slug:link>/", pupil.enter, name="enter"),
    path("s/<slug:link>/<int:n>/", pupil.question, name="question"),
    path("s/<slug:link>/send/", pupil.send, name="send"),
    path("s/<slug:link>/receipt/", pupil.receipt, name="receipt"),
    # a shared tablet
    path("tablets/open/", tablet.tablet_open, name="tablet_open"),
    path("tablet/", tablet_device.tablet, name="tablet"),
    path("tablet/worker.js", tablet_device.tablet_worker, name="tablet_worker"),
    path("tablet/answers/", tablet_device.tablet_answers, name="tablet_answers"),
    path("tablet/close/", tablet_device.tablet_close, name="tablet_close"),
    # those who name the pupils
    path("bookings/<int:pk>/class-list/", class_list.class_list, name="class_list"),
    path("bookings/<int:pk>/codes/", code_cards.code_cards, name="code_cards"),
    # those who run the programme or evaluate it
    path("surveys/", waves.waves, name="waves"),
    path("surveys/add/", waves.wave_add, name="wave_add"),
    path("surveys/<int:pk>/edit/", waves.wave_edit, name="wave_edit"),
    path("surveys/<int:pk>/qr.svg", waves.wave_qr, name="wave_qr"),
    path("surveys/instruments/<int:pk>/", waves.instrument, name="instrument"),
    path("surveys/days/<int:pk>/", gauge.gauge, name="gauge"),
]
