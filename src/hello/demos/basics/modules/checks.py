"""How ``hello-modules`` finds out whether what is said of imports is true."""

import os
import sys

from hello.claims import Verdict, decide, inconclusive
from hello.demos.basics.modules.facts import Executed, ImportFacts, Search


def first_folder_wins(facts: ImportFacts) -> Verdict:
    """Look whether both searches end in the first folder that has the module."""
    if len({search.holders[:1] for search in facts.searches}) < 2:  # noqa: PLR2004  # both orders
        return inconclusive(reason="needs two folders that have the module")
    found = {", ".join(search.path): search.found for search in facts.searches}
    return decide(all(map(_ended_at_first, facts.searches)), found=found)


def _ended_at_first(search: Search) -> bool:
    first = search.holders[0]
    return search.found == first and search.looked[-1:] == (first,) and not search.beyond


def import_binds_top_name(facts: ImportFacts) -> Verdict:
    """Look whether ``import t.t2`` runs both bodies and binds the package's name."""
    seen = facts.executed("import t.t2")
    return decide(seen.ran == ("t", "t.t2") and seen.bound == {"t": "module t"}, **_evidence(seen))


def as_binds_module(facts: ImportFacts) -> Verdict:
    """Look whether ``import t.t2 as x`` binds the module itself."""
    seen = facts.executed("import t.t2 as x")
    return decide(seen.bound == {"x": "module t.t2"}, **_evidence(seen))


def package_alone(facts: ImportFacts) -> Verdict:
    """Look whether ``import t`` runs one body, and ``t.t2`` then is an AttributeError."""
    seen = facts.executed("import t")
    error = facts.attribute.error or "none"
    alone = seen.ran == ("t",) and error.startswith("AttributeError")
    return decide(alone, ran=list(seen.ran), then=error)


def from_imports_subpackage(facts: ImportFacts) -> Verdict:
    """Look whether ``from t import t1`` runs the subpackage and binds its name alone."""
    seen = facts.executed("from t import t1")
    holds = seen.ran == ("t", "t.t1") and seen.bound == {"t1": "module t.t1"}
    return decide(holds, **_evidence(seen))


def body_runs_once(facts: ImportFacts) -> Verdict:
    """Look whether the body of ``once`` ran at the first import, and at no other."""
    imports = len(facts.runs)
    if imports == 1:
        return inconclusive(reason="needs two imports", imports=imports)
    holds = facts.runs[0] == 1 and not any(facts.runs[1:])
    return decide(holds, imports=imports, runs=sum(facts.runs))


def reload_runs_again(facts: ImportFacts) -> Verdict:
    """Look whether the reload after the imports ran the body once more."""
    holds = facts.reload_runs == 1
    return decide(holds, runs_by_imports=sum(facts.runs), runs_by_reload=facts.reload_runs)


def guard_is_silent(facts: ImportFacts) -> Verdict:
    """Look whether an import prints nothing with the guard, but something without."""
    guarded, bare = facts.guard("guarded").on_import, facts.guard("bare").on_import
    if not bare:
        return inconclusive(reason="the module without the guard printed nothing either")
    return decide(not guarded, with_guard=list(guarded), without_guard=list(bare))


def self_test_runs(facts: ImportFacts) -> Verdict:
    """Look whether ``python -m`` runs the self-test, in a module called ``__main__``."""
    printed = facts.guard("guarded").as_main
    return decide(printed == ("self-test of __main__: True",), printed=list(printed))


def path_is_relative(facts: ImportFacts) -> Verdict:
    """Look whether modules found through ``.`` on ``sys.path`` have a relative path."""
    executed = [facts.executed("import t.t2 as x"), facts.executed("from t import t1")]
    paths = [path for seen in executed for path in seen.files.values()]
    if not paths:
        return inconclusive(reason="no module has a file")
    return decide(not any(map(os.path.isabs, paths)), paths=paths)  # as text: it is what is printed


def own_file_shadows(facts: ImportFacts) -> Verdict:
    """Look whether ``python play.py`` gets the ``random.py`` beside it."""
    script = facts.scripts[0]
    return decide(
        script.gets_ours["random"], command=script.command, yours_found=dict(script.gets_ours)
    )


def safe_path_helps(facts: ImportFacts) -> Verdict:
    """Look whether ``-P`` gives the script the standard ``random`` back."""
    plain, safe = facts.scripts
    if not plain.gets_ours["random"]:
        return inconclusive(reason="nothing to protect from: the standard module was found anyway")
    return decide(
        not safe.gets_ours["random"], command=safe.command, yours_found=dict(safe.gets_ours)
    )


def built_in_comes_first(facts: ImportFacts) -> Verdict:
    """Look whether ``python play.py`` gets the built-in ``time``, not the ``time.py``."""
    if "time" not in sys.builtin_module_names:
        return inconclusive(reason="in this Python, time is a file like others")
    script = facts.scripts[0]
    return decide(
        not script.gets_ours["time"], command=script.command, yours_found=dict(script.gets_ours)
    )


def _evidence(seen: Executed) -> dict[str, object]:
    return {"ran": list(seen.ran), "bound": dict(seen.bound)}
