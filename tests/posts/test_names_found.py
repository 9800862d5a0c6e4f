"""Names of children in the words beside a photo: which are found, and which no tick takes away."""

import pytest

from posts.queries.names import names_found, names_in_alt, unresolved
from tests import make
from tests.posts.pictures import TODAY, say_yes


@pytest.fixture
def post(group_5b, anna):
    post = make.make_post(group_5b, anna)
    make.make_photo(post)
    return post


def found(post, text="", title="", today=TODAY):
    return {
        (name.key, name.field, name.is_final)
        for name in names_found(post, title=title, text=text, today=today)
    }


def keys(post, text):
    return {key for key, _field, _final in found(post, text)}


@pytest.mark.parametrize(
    "text",
    [
        "Emma klom in de boom.",
        "Kijk: EMMA!",
        "kijk eens naar emma",
        "Emma's werkstuk",
        "Emma’s werkstuk",
        "Emmas werkstuk",
        "met **Emma** erbij",
        "met Em**m**a erbij",
        "met _Emma_ erbij",
        "Em\u200bma deed mee",
        "&#69;mma deed mee",
        "Émma deed mee",
        "E\u0301mma deed mee",
        "(Emma)",
        "Juf Anna/Emma",
    ],
)
def test_a_first_name_is_found_however_it_is_written(text, post, emma):
    assert found(post, text) == {("emma", "text", False)}


@pytest.mark.parametrize("text", ["", "De emmastraat is dicht.", "Wat een dilemma.", "We gingen met de bus."])
def test_only_whole_words_are_names(text, post, emma):
    assert found(post, text) == set()


@pytest.mark.parametrize(
    ("name", "text"),
    [("Zoë", "zoe sprong"), ("Bjørn", "Bjorn lachte"), ("Sören", "SOREN"), ("Jan Willem", "met Jan Willem"),
     ("Jan Willem", "met Jan"), ("Anne-Fleur", "Anne Fleur"), ("D’Angelo", "d'angelo"), ("Ilić", "Ilic")],
)  # fmt: skip
def test_signs_and_double_names_do_not_hide_a_name(name, text, post, group_5b):
    make.make_child(name, group_5b)
    assert len(keys(post, text)) == 1


def test_a_particle_alone_is_no_name(post, group_5b):
    make.make_child("El Mehdi", group_5b)
    assert keys(post, "El Niño en de zee") == set()


def test_the_title_counts_as_well(post, emma):
    assert found(post, title="Emma wint") == {("emma", "title", False)}


def test_without_photos_names_may_stand(group_5b, anna, emma):
    post = make.make_post(group_5b, anna)
    assert found(post, "Emma Jansen") == set()
    make.make_photo(post, hidden_at=make.NOW)
    assert found(post, "Emma Jansen") == set()


def test_a_yes_of_all_to_a_name_lets_it_stand(post, emma, carla, dirk):
    say_yes(emma, carla, audience="name")
    assert keys(post, "Emma") == set()
    make.decide(emma, dirk, "no", "name")
    assert keys(post, "Emma") == {"emma"}


def test_a_yes_to_the_photo_is_no_yes_to_the_name(post, emma, carla):
    say_yes(emma, carla)
    assert keys(post, "Emma") == {"emma"}


def test_two_children_of_one_name_both_need_a_yes(post, group_5b, emma, carla):
    say_yes(emma, carla, audience="name")
    make.make_child("Emma", group_5b, last_name="Smit")
    assert keys(post, "Emma") == {"emma"}


def test_names_of_another_class_are_everyday_words(post, emma, finn):
    assert keys(post, "Finn") == set()


def test_in_a_post_for_the_whole_school_no_name_ever_stands(school_group, greet, emma, finn, carla):
    say_yes(emma, carla, audience="name")
    post = make.make_post(school_group, greet)
    make.make_photo(post)
    assert keys(post, "Emma en Finn") == {"emma", "finn"}


def test_a_child_on_the_photo_counts_also_after_it_left_the_group(post, emma, group_5b):
    emma.enrolments.filter(group=group_5b).update(ended_on=TODAY)
    assert keys(post, "Emma") == set()
    make.make_region(post.photos.get(), emma)
    assert keys(post, "Emma") == {"emma"}


@pytest.mark.parametrize(
    ("text", "final"),
    [
        ("Dank aan familie Bos.", True),
        ("emma bos won", True),
        ("EMMA BOS WON", True),
        ("Wij zagen Emma van den Bos.", True),
        ("Bos en hei", False),
        ("Wij waren er. Bos en hei!", False),
        ("NAAR HET BOS", False),
    ],
)
def test_a_surname_next_to_a_photo_is_final_where_it_is_surely_one(text, final, post, group_5b):
    make.make_child("Emma", group_5b, last_name="Bos", prefix="van den" if "den" in text else "")
    assert ("~bos", "text", final) in found(post, text)


def test_an_everyday_word_is_no_surname(post, group_5b):
    make.make_child("Emma", group_5b, last_name="Bos")
    assert keys(post, "We liepen door het bos.") == set()


def test_both_halves_of_a_double_surname_count(post, group_5b):
    make.make_child("Emma", group_5b, last_name="Bakker-Smit")
    assert keys(post, "De familie Smit") == {"~smit"}


def test_a_tick_takes_away_a_first_name_and_never_a_surname(post, emma):
    names = names_found(post, title="", text="Kijk, Emma Jansen", today=TODAY)
    assert [name.key for name in unresolved(names, {"emma", "~jansen"})] == ["~jansen"]


def test_a_description_never_names_anybody(post, emma, carla):
    say_yes(emma, carla, audience="name")
    assert [name.is_final for name in names_in_alt(post, "Emma lacht", today=TODAY)] == [True]
    post.photos.update(alt_text="Emma lacht")
    assert found(post) == {("emma", "photos", True)}


def test_names_of_many_children_cost_as_much_as_of_one(post, group_5b, emma, django_assert_num_queries):
    for number in range(20):
        make.make_child(f"Kind{number}", group_5b)
    with django_assert_num_queries(5):
        names_found(post, title="", text="Emma", today=TODAY)
