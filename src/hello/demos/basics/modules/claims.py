"""What the tutorial says about imports, and what it leaves out."""

from hello.claims import Claim
from hello.demos.basics.modules import checks

MODULES = "自定义模块"
IMPORTS = "导入语句"
GUARD = "if __name__ == '__main__':的用途"

CLAIMS = (
    Claim(
        "modules.first-folder-wins",
        "The first folder on sys.path that has the module wins; later ones are not opened.",
        "在 sys.path 中，第一个含有该模块的目录胜出，后面的目录不再查找。",
        IMPORTS,
        checks.first_folder_wins,
    ),
    Claim(
        "modules.import-binds-top-name",
        "'import t.t2' runs t and t.t2, and binds the name t.",
        "import t.t2 依次执行 t 和 t.t2，绑定的名字是 t。",
        IMPORTS,
        checks.import_binds_top_name,
    ),
    Claim(
        "modules.as-binds-module",
        "'import t.t2 as x' binds x to the module t.t2 itself.",
        "import t.t2 as x 把 x 绑定到模块 t.t2 本身。",
        IMPORTS,
        checks.as_binds_module,
    ),
    Claim(
        "modules.package-alone",
        "'import t' does not import the modules in the package.",
        "import t 不会导入包里的子模块。",
        MODULES,
        checks.package_alone,
    ),
    Claim(
        "modules.from-imports-subpackage",
        "'from t import t1' imports the subpackage and binds t1, not t.",
        "from t import t1 会导入子包，绑定的名字是 t1 而不是 t。",
        IMPORTS,
        checks.from_imports_subpackage,
    ),
    Claim(
        "modules.body-runs-once",
        "A module's body runs once, however often it is imported.",
        "无论导入多少次，模块的代码只执行一次。",
        MODULES,
        checks.body_runs_once,
    ),
    Claim(
        "modules.reload-runs-again",
        "importlib.reload runs the body again.",
        "importlib.reload 会让模块的代码再执行一次。",
        MODULES,
        checks.reload_runs_again,
    ),
    Claim(
        "modules.guard-is-silent",
        "With the __main__ guard, importing a module has no side effect.",
        "有了 __main__ 判断，导入模块不会产生副作用。",
        GUARD,
        checks.guard_is_silent,
    ),
    Claim(
        "modules.self-test-runs",
        "'python -m' runs the self-test behind the guard.",
        "python -m 会执行 __main__ 判断里的自测代码。",
        GUARD,
        checks.self_test_runs,
    ),
    Claim(
        "modules.path-is-relative",
        "A module found through '.' on sys.path is printed with a relative path.",
        "通过 sys.path 中的 '.' 找到的模块，打印出来的是相对路径。",
        IMPORTS,
        checks.path_is_relative,
    ),
    Claim(
        "modules.own-file-shadows",
        "A random.py beside your script hides the standard module.",
        "脚本旁边的 random.py 会遮住同名的标准库模块。",
        IMPORTS,
        checks.own_file_shadows,
    ),
    Claim(
        "modules.safe-path-helps",
        "With 'python -P' the script gets the standard module all the same.",
        "加上 python -P，脚本得到的仍是标准库模块。",
        IMPORTS,
        checks.safe_path_helps,
    ),
    Claim(
        "modules.built-in-comes-first",
        "A time.py beside your script is ignored: built-in modules come before sys.path.",
        "脚本旁边的 time.py 不起作用：内置模块排在 sys.path 之前。",
        IMPORTS,
        checks.built_in_comes_first,
    ),
)
