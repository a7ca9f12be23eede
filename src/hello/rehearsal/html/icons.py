"""The drawings beside the words of the page."""

from hello.markup import Markup, element


def icon(name: str) -> Markup:
    """Return a drawing that the template defines; text beside it says the same."""
    use = element("use", href=f"#icon-{name}")
    return element("svg", use, class_="icon", aria_hidden="true", focusable="false")
