import sys
from types import SimpleNamespace

import pytest

from hello import language
from hello.language import text_language, user_locale, widening, windows_locale


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "de_DE@euro"}, "de_DE"),
        ({"LANG": "sr_RS.UTF-8@latin"}, "sr_RS"),
        ({"LANG": "en_US", "LC_MESSAGES": "fr_FR"}, "fr_FR"),
        ({"LANG": "en_US", "LC_MESSAGES": "fr_FR", "LC_ALL": "ja_JP"}, "ja_JP"),
        ({"LANG": "ko_KR", "LC_ALL": ""}, "ko_KR"),
        ({"LANG": "ko_KR", "LC_ALL": "C"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": ".UTF-8"}, "en"),
    ],
    ids=str,
)
def test_the_locale_comes_from_the_environment(environment: dict[str, str], expected: str) -> None:
    assert user_locale(environment) == expected


@pytest.mark.parametrize(("platform", "expected"), [("linux", "en"), ("win32", "de_DE")])
def test_without_variables_only_windows_knows(
    platform: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(language, "windows_locale", lambda: "de_DE")

    assert user_locale({}) == expected


@pytest.mark.parametrize(
    ("identifier", "expected"), [(0x0804, "zh_CN"), (0x0407, "de_DE"), (0xFFFF, "en")]
)
def test_windows_names_its_language_by_number(
    identifier: int, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda: identifier)
    monkeypatch.setattr("ctypes.windll", SimpleNamespace(kernel32=kernel), raising=False)

    assert windows_locale() == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("zh_Hant_TW", ["zh_Hant_TW", "zh_Hant", "zh"]),
        ("zh-hant-tw", ["zh_Hant_TW", "zh_Hant", "zh"]),
        ("ZH_tw.UTF-8", ["zh_TW", "zh"]),
        ("es_419", ["es_419", "es"]),
        ("de_DE@euro", ["de_DE", "de"]),
        ("en", ["en"]),
    ],
)
def test_a_locale_widens_to_its_language(name: str, expected: list[str]) -> None:
    assert list(widening(name)) == expected


@pytest.mark.parametrize(
    "name", ["", "../en", "en/../de", "..", "en_", "_en", "中文", "en\0", "en\\de", "a b", "\udcff"]
)
def test_what_is_no_locale_widens_to_nothing(name: str) -> None:
    """So that nobody reads another file by what looks like a language."""
    assert list(widening(name)) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("zh_CN", "zh"), ("zh-TW", "zh"), ("zh_HK.UTF-8", "zh"), ("en_GB", "en"), ("de_DE", "en")],
)
def test_texts_are_in_chinese_or_english(name: str, expected: str) -> None:
    assert text_language(name) == expected


def test_texts_are_in_the_users_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "user_locale", lambda: "zh_SG")

    assert text_language() == "zh"
