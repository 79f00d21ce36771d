"""Addresses of the surveys app."""

from django.urls import path

from surveys.views import (
    aside,
    class_list,
    code_cards,
    declare,
    gauge,
    group_cards,
    groups,
    instrument_files,
    instrument_phone,
    instruments,
    paper,
    paper_print,
    pupil,
    questions,
    reminding,
    sending,
    tablet,
    tablet_device,
    tablet_file,
    translations,
    waves,
)

app_name = "surveys"
urlpatterns = [
    # pupils: short, for they are typed from a card
    path("s/<slug:link>/", pupil.enter, name="enter"),
    path("s/<slug:link>/<int:n>/", pupil.question, name="question"),
    path("s/<slug:link>/send/", sending.send, name="send"),
    path("s/<slug:link>/receipt/", sending.receipt, name="receipt"),
    # a shared tablet
    path("tablets/open/", tablet.tablet_open, name="tablet_open"),
    path("tablets/file/", tablet_file.tablet_file, name="tablet_file"),
    path("tablet/", tablet_device.tablet, name="tablet"),
    path("tablet/worker.js", tablet_device.tablet_worker, name="tablet_worker"),
    path("tablet/answers/", tablet_device.tablet_answers, name="tablet_answers"),
    path("tablet/close/", tablet_device.tablet_close, name="tablet_close"),
    # those who name the pupils
    path("bookings/<int:pk>/class-list/", class_list.class_list, name="class_list"),
    path("bookings/<int:pk>/codes/", code_cards.code_cards, name="code_cards"),
    # those who run the programme or evaluate it
    path("surveys/", waves.waves, name="waves"),
    path("surveys/declare/", declare.declare, name="declare"),
    path("surveys/add/", waves.wave_add, name="wave_add"),
    path("surveys/<int:pk>/edit/", waves.wave_edit, name="wave_edit"),
    path("surveys/<int:pk>/qr.svg", waves.wave_qr, name="wave_qr"),
    path("surveys/days/<int:pk>/", gauge.gauge, name="gauge"),
    # instruments, whole and question by question
    path("surveys/instruments/", instruments.instruments, name="instruments"),
    path("surveys/instruments/bring/", instruments.instrument_bring, name="instrument_bring"),
    path("surveys/instruments/file/", instrument_files.instrument_upload, name="instrument_upload"),
    path("surveys/instruments/start/", questions.instrument_start, name="instrument_start"),
    path("surveys/instruments/<int:pk>/", instruments.instrument, name="instrument"),
    path(
        "surveys/instruments/<int:pk>/changes/",
        instruments.instrument_changes,
        name="instrument_changes",
    ),
    path("surveys/instruments/<int:pk>/copy/", instruments.instrument_copy, name="instrument_copy"),
    path("surveys/instruments/<int:pk>/name/", instruments.instrument_name, name="instrument_name"),
    path(
        "surveys/instruments/<int:pk>/delete/",
        instruments.instrument_delete,
        name="instrument_delete",
    ),
    path(
        "surveys/instruments/<int:pk>/items.csv",
        instrument_files.instrument_csv,
        name="instrument_csv",
    ),
    path(
        "surveys/instruments/<int:pk>/xlsform.xlsx",
        instrument_files.instrument_xlsform,
        name="instrument_xlsform",
    ),
    path("surveys/instruments/<int:pk>/add/", questions.question_add, name="question_add"),
    path(
        "surveys/instruments/<int:pk>/questions/<slug:code>/",
        questions.question_edit,
        name="question_edit",
    ),
    path(
        "surveys/instruments/<int:pk>/questions/<slug:code>/move/",
        questions.question_move,
        name="question_move",
    ),
    path(
        "surveys/instruments/<int:pk>/questions/<slug:code>/remove/",
        questions.question_remove,
        name="question_remove",
    ),
    path(
        "surveys/instruments/<int:pk>/scales/<slug:code>/",
        questions.scale_edit,
        name="scale_edit",
    ),
    path(
        "surveys/instruments/<int:pk>/languages/<slug:language>/",
        translations.translation,
        name="translation",
    ),
    path(
        "surveys/instruments/<int:pk>/phone/<slug:kind>/",
        instrument_phone.instrument_phone,
        name="instrument_phone",
    ),
    path(
        "surveys/instruments/<int:pk>/phone/<slug:kind>/<int:n>/",
        instrument_phone.instrument_phone_question,
        name="instrument_phone_question",
    ),
    path("surveys/remind/", reminding.remind, name="remind"),
    path("surveys/days/<int:pk>/remind/", reminding.remind_day, name="remind_day"),
    path("surveys/groups/<int:pk>/remind/", reminding.remind_group, name="remind_group"),
    # comparison groups
    path("surveys/groups/", groups.groups, name="groups"),
    path("surveys/groups/add/", groups.group_add, name="group_add"),
    path("surveys/groups/<int:pk>/", groups.group, name="group"),
    path("surveys/groups/<int:pk>/codes/", groups.group_codes, name="group_codes"),
    path("surveys/groups/<int:pk>/date/", groups.group_move, name="group_move"),
    path("surveys/groups/<int:pk>/remove/", groups.group_remove, name="group_remove"),
    path("surveys/groups/<int:pk>/cards/", group_cards.group_cards, name="group_cards"),
    # paper, and what could not be stored
    path("bookings/<int:pk>/paper/", paper_print.paper_sheets, name="paper_sheets"),
    path("surveys/groups/<int:pk>/paper/", paper_print.group_paper, name="group_paper"),
    path("surveys/instruments/<int:pk>/paper/", paper_print.paper_preview, name="paper_preview"),
    path("surveys/paper/", paper.paper, name="paper"),
    path("surveys/paper/<int:pk>/", paper.paper_key, name="paper_key"),
    path("surveys/paper/<int:pk>/waiting/", paper.paper_waiting, name="paper_waiting"),
    path("surveys/paper/sheets/<int:pk>/", paper.paper_sheet, name="paper_sheet"),
    path("surveys/paper/sheets/<int:pk>/discard/", paper.paper_discard, name="paper_discard"),
    path("surveys/set-aside/", aside.aside_list, name="set_aside"),
    path("surveys/set-aside/<int:pk>/", aside.aside_one, name="aside_one"),
]
