"""Addresses of the sessions app."""

from django.urls import path

from sessions.views import attendance, bookings, coach, crews, places, planning, school

app_name = "sessions"
urlpatterns = [
    path("sessions/add/", planning.add, name="add"),
    path("sessions/<int:pk>/edit/", planning.edit, name="edit"),
    path("sessions/<int:pk>/call-off/", planning.call_off, name="call_off"),
    path("sessions/<int:pk>/reopen/", planning.reopen, name="reopen"),
    path("sessions/<int:pk>/plan/", planning.plan, name="plan"),
    path("sessions/<int:pk>/book/", bookings.book, name="book"),
    path("bookings/<int:pk>/change/", bookings.change_booking, name="change_booking"),
    path("bookings/<int:pk>/release/", bookings.release_booking, name="release_booking"),
    path("sessions/<int:pk>/seat/", crews.seat, name="seat"),
    path("seats/<int:pk>/remove/", crews.unseat, name="unseat"),
    path("my-days/", coach.my_days, name="my_days"),
    path("my-days/<int:pk>/answer/", coach.answer, name="answer"),
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
