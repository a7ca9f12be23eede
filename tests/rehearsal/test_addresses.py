import pytest

from hello.rehearsal.addresses import is_loopback


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8080/simple/", True),
        ("http://127.1.2.3/", True),
        ("http://localhost:1/", True),
        ("https://[::1]/", True),
        ("https://example.com/", False),
        ("https://127.0.0.1.example.com/", False),
        ("https://127.0.0.1@example.com/", False),
        ("https://192.0.2.1/", False),
        ("127.0.0.1", False),
        ("http://[x", False),
        ("", False),
    ],
)
def test_loopback_is_this_machine_alone(url: str, expected: bool) -> None:  # noqa: FBT001  # a parameter
    assert is_loopback(url) is expected
