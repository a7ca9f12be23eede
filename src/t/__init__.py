"""The tutorial's package: a folder with an ``__init__.py``.

``import t`` runs this file, once, and gives the package. It does not import what
is in the package: that takes ``import t.t2`` or ``from t import t1``.
"""
