import pytest

from hello.rehearsal.offered import Offer, offers

URL = "http://127.0.0.1:1/simple/tiny/"
SUM = "0" * 64


@pytest.mark.parametrize(
    ("link", "name", "offer"),
    [
        pytest.param(
            f"../../packages/tiny-1.0.tar.gz#sha256={SUM}",
            "tiny-1.0.tar.gz",
            Offer("http://127.0.0.1:1/packages/tiny-1.0.tar.gz", SUM),
            id="relative",
        ),
        pytest.param(
            f"http://127.0.0.1:2/a/tiny-1.0.tar.gz?from=here&amp;now=1#sha256={SUM}",
            "tiny-1.0.tar.gz",
            Offer("http://127.0.0.1:2/a/tiny-1.0.tar.gz?from=here&now=1", SUM),
            id="elsewhere",
        ),
        pytest.param(
            "tiny-1.0%2Blocal.tar.gz#md5=0",
            "tiny-1.0+local.tar.gz",
            Offer(f"{URL}tiny-1.0%2Blocal.tar.gz", None),
            id="escaped, with another hash",
        ),
    ],
)
def test_reads_links(link: str, name: str, offer: Offer) -> None:
    page = (
        f"<!DOCTYPE html><html><body><h1>x</h1><a data-x='1' HREF='{link}'>text</a></body></html>"
    )

    assert offers(page, URL) == {name: offer}


def test_a_page_without_links_offers_nothing() -> None:
    assert offers("<html><a name='here'>no link</a>", URL) == {}
