"""A package inside the package: find_packages() takes it too."""
