"""Addresses of the surveys app."""

from django.urls import path

from surveys.views import pupil

app_name = "surveys"
urlpatterns = [
    # pupils: short, for they are typed from a card
    path("s/<str:link>/", pupil.enter, name="enter"),
    path("s/<str:link>/<int:n>/", pupil.question, name="question"),
    path("s/<str:link>/send/", pupil.send, name="send"),
    path("s/<str:link>/receipt/", pupil.receipt, name="receipt"),
]
