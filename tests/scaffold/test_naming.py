"""Names: which are proposed, and which no project can have."""

import pytest

from hello.errors import WrongUseError
from hello.rehearsal.names import normalised
from hello.scaffold.naming import (
    check_name,
    fault_of,
    has_no_person,
    package_of,
    propose,
    propose_after,
    script_of,
)


@pytest.mark.parametrize(
    ("people", "name"),
    [
        (["Ada Lovelace"], "hello-ada-lovelace"),
        (["Łukasz Żółć-Øre"], "hello-lukasz-zolc-ore"),
        (["Conan O'Brien, PhD."], "hello-conan-obrien-phd"),
        (["张三", "zhang.san@example.com"], "hello-zhang-san"),
        (["Ada 张", "a.z@example.com"], "hello-a-z"),
        (["张三", "1234+zhangsan@users.example.com"], "hello-zhangsan"),
        (["张三", "info@example.com", "zs"], "hello-zs"),
        (["Hello Kitty"], "hello-kitty"),
        (["Queue", "q@example.com"], "hello-q"),
        (["World", "w@example.com"], "hello-w"),
        (["x" * 300], f"hello-{'x' * 40}"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0][:10],
)
def test_a_name_is_proposed_after_the_first_that_has_one_in_ascii(
    people: list[str], name: str
) -> None:
    assert propose(*people) == name


@pytest.mark.parametrize("people", [["张三"], ["", "", "root"], ["***"]], ids=str)
def test_who_has_no_name_in_ascii_gets_one_that_nobody_else_has(people: list[str]) -> None:
    first, second = propose(*people), propose(*people)

    assert first.startswith("hello-learner-")
    assert first != second
    assert fault_of(first) is None
    assert has_no_person(first)
    assert not has_no_person(propose("Ada"))


def test_a_folder_that_is_named_like_a_project_names_it() -> None:
    assert propose_after("hello-ann-lee", "Ada Lovelace") == "hello-ann-lee"
    assert propose_after("Hello_Me", "Ada Lovelace") == "hello-me"


@pytest.mark.parametrize("folder", ["", "mine", "hello", "hello-queue", "hello-", "hello-张三"])
def test_any_other_folder_does_not(folder: str) -> None:
    assert propose_after(folder, "Ada Lovelace") == "hello-ada-lovelace"


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("", "no name for a project"),
        ("-hello", "no name for a project"),
        ("hello ada", "no name for a project"),
        ("hello-ada\n", "no name for a project"),
        ("hello-张三", "no name for a project"),
        ("../hello", "no name for a project"),
        ("h" * 61, "too long"),
        ("HelloWorld", "the tutorial's own"),
        ("hello_world", "the tutorial's own"),
        ("he1l0-W0r1d", "the tutorial's own"),
        ("Queue", "the standard library's module 'queue'"),
        ("requirements.txt", "the file of 'pip install -r'"),
        ("hello-queue", "a command of this name"),
        ("say.hello", "a command of this name"),
        ("hello", "hide another"),
        ("t", "hide another"),
        ("SetupTools", "hide another"),
        ("Tests", "hide another"),
        ("3d", "could not import"),
        ("class", "could not import"),
        ("con", "Windows"),
        ("Aux", "Windows"),
        ("nul", "Windows"),
        ("COM1", "Windows"),
    ],
    ids=ascii,
)
def test_a_name_that_no_project_can_have_is_refused(name: str, fact: str) -> None:
    with pytest.raises(WrongUseError, match=fact):
        check_name(name)


@pytest.mark.parametrize("name", ["hello-ada", "Hello.Ada_2", "a", "h" * 60, "hello-con", "com"])
def test_any_other_is_taken_as_indexes_know_it(name: str) -> None:
    assert check_name(name) == normalised(name)


def test_package_and_script_are_named_after_the_project() -> None:
    assert package_of("Hello-Ada.L") == "hello_ada_l"
    assert script_of("hello-ada") == "say_hello_ada.py"
    assert script_of("greeter") == "say_hello_greeter.py"
