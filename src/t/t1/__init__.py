"""A package within the package: ``from t import t1``."""
