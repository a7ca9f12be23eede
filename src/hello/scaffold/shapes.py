"""The shapes that a project can have. For the help, so it imports nothing."""

SHAPES = {
    "minimal": ("every", "minimal"),
    "full": ("every", "long", "full"),
    "modern": ("every", "long", "modern"),
}
"""Which folders of templates each of the shapes is made from."""

USUAL = "full"
