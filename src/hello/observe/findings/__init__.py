"""What a trace says: facts by weight, each kind bounded in number.

``findings`` finds them all, ``telling`` puts them into sentences, ``as_data`` into JSON.
"""

from hello.observe.findings.all_of_them import Findings, findings
from hello.observe.findings.data import as_data

__all__ = ["Findings", "as_data", "findings"]
