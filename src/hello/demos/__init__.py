"""The demos: one module a section of the tutorial; ``hello.catalogue`` lists them."""
