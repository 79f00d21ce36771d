"""Words of the day's pages that need no page to be tested."""

from sessions.display.words import short_schools


def test_schools_lose_what_all_schools_are_called():
    names = ["Tain Royal Academy", "Invergordon Academy", "Golspie High School", "Kilchuimen"]
    assert short_schools(names) == {
        "Tain Royal Academy": "Tain",
        "Invergordon Academy": "Invergordon",
        "Golspie High School": "Golspie",
        "Kilchuimen": "Kilchuimen",
    }


def test_schools_keep_their_names_where_they_could_be_confused():
    names = ["Inverness High School", "Inverness Royal Academy"]
    assert short_schools(names) == {name: name for name in names}


def test_a_school_is_never_left_without_a_name():
    assert short_schools([" Academy"]) == {" Academy": " Academy"}
