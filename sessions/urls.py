"""Addresses of the sessions app."""

from django.urls import include, path

from sessions.views import (
    asked,
    attendance,
    bookings,
    coach,
    crews,
    feed,
    leaving,
    notes,
    places,
    planning,
    school,
)

app_name = "sessions"
urlpatterns = [
    path("sessions/add/", planning.add, name="add"),
    path("sessions/<int:pk>/edit/", planning.edit, name="edit"),
    path("sessions/<int:pk>/call-off/", planning.call_off, name="call_off"),
    path("sessions/<int:pk>/reopen/", planning.reopen, name="reopen"),
    path("sessions/<int:pk>/message/", notes.note, name="note"),
    path("sessions/<int:pk>/plan/", planning.plan, name="plan"),
    path("sessions/<int:pk>/book/", bookings.book, name="book"),
    path("bookings/<int:pk>/change/", bookings.change_booking, name="change_booking"),
    path("bookings/<int:pk>/release/", bookings.release_booking, name="release_booking"),
    path("sessions/<int:pk>/seat/", crews.seat, name="seat"),
    path("seats/<int:pk>/remove/", crews.unseat, name="unseat"),
    path("seats/<int:pk>/accept/", crews.accept_for, name="accept_for"),
    path("seats/<int:pk>/withdraw/", crews.withdraw_for, name="withdraw_for"),
    path("seats/<int:pk>/pin/", crews.pin, name="pin"),
    path("my-days/", coach.my_days, name="my_days"),
    path("my-days/<int:pk>/answer/", coach.answer, name="answer"),
    path("my-days/<int:pk>/accept/", leaving.accept, name="accept"),
    path("my-days/<int:pk>/decline/", leaving.decline, name="decline"),
    path("my-days/<int:pk>/leave/", leaving.leave, name="leave"),
    path("my-days/<int:pk>/back/", leaving.back, name="come_back"),
    path("my-days/calendar/", feed.feed_address, name="feed_address"),
    path("calendar/<str:key>.ics", feed.feed, name="feed"),
    path("asked/<str:token>/", asked.asked, name="asked"),
    path("", include("sessions.when_urls")),
    path("my-school/", school.my_school, name="my_school"),
    path("sessions/<int:pk>/attendance/", attendance.attendance, name="attendance"),
    path("sessions/<int:pk>/showing/", attendance.showing, name="showing"),
    path("places/<int:pk>/mark/", attendance.mark, name="mark"),
    path("bookings/<int:pk>/places/", places.places, name="places"),
    path("bookings/<int:pk>/places/add/", places.add_pupil, name="add_pupil"),
    path("bookings/<int:pk>/consents/", places.consents, name="consents"),
    path("places/<int:pk>/take-off/", places.take_off, name="withdraw_place"),
    path("places/<int:pk>/put-back/", places.put_back, name="restore_place"),
]
