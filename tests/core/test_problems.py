"""A refusal carries its sentences."""

from core.problems import Refused


def test_one_sentence():
    assert Refused("Add a coach.").sentences == ["Add a coach."]


def test_many_sentences_join_as_text():
    assert str(Refused(iter(["Add a coach.", "Add a car."]))) == "Add a coach. Add a car."
