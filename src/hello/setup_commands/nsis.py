"""The source of an installer in the language of NSIS (nsis.sourceforge.io/Docs).

The files lie beside the source under names that are safe everywhere; what is deleted is what was
installed, file by file, and then the folders that are empty.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import PureWindowsPath

from .product import Product
from .windows import source_name

UNINSTALL = "Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall"
"""Where Windows looks for installed programs (Microsoft, "Uninstall Registry Key")."""

NO_PYTHON = "No Python {newest} to {oldest} is registered here. Install one from python.org."
NO_FOLDER = "There is no python.exe in $INSTDIR"

HEAD = """\
Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma
RequestExecutionLevel highest
Name {title} {name}
Caption {caption}
OutFile installer.exe
XPStyle on
ManifestDPIAware true
VIProductVersion {numbers}
VIAddVersionKey ProductName {product}
VIAddVersionKey ProductVersion {version}
VIAddVersionKey FileVersion {version}
VIAddVersionKey FileDescription {summary}
VIAddVersionKey CompanyName {manufacturer}
VIAddVersionKey LegalCopyright {manufacturer}
Page directory
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles
"""

SEARCH = """
!macro USE HIVE KEY VALUE CONTEXT
  StrCmp $INSTDIR "" 0 +6
  ReadRegStr $0 ${HIVE} "${KEY}" "${VALUE}"
  StrCmp $0 "" +4
  IfFileExists "$0\\python.exe" 0 +3
  StrCpy $INSTDIR $0
  SetShellVarContext ${CONTEXT}
!macroend

!macro UNINSTALL_FROM HIVE KEY
  ReadRegStr $0 ${HIVE} "${KEY}" "InstallLocation"
  ReadRegStr $1 ${HIVE} "${KEY}" "UninstallString"
  StrCmp $0 "" +4
  StrCmp $1 "" +3
  ExecWait '$1 /S _?=$0'
  Delete "$0\\${UNINSTALLER}"
!macroend

!macro FORGET HIVE KEY
  ReadRegStr $0 ${HIVE} "${KEY}" "InstallLocation"
  StrCmp $0 $INSTDIR 0 +2
  DeleteRegKey ${HIVE} "${KEY}"
!macroend
"""


def quoted(text: str) -> str:
    """Return *text* as NSIS reads it: a word in quotes, nothing in it with a meaning."""
    return '"' + text.replace("$", "$$").replace('"', '$\\"') + '"'


def constant(text: str) -> str:
    r"""Return *text* as NSIS reads it where it knows no variables, but its ``${}`` and ``$\``."""
    return '"' + re.sub(r"\$(?=[{\\])", "", text).replace('"', '$\\"') + '"'


def uninstaller(product: Product) -> str:
    """Return the name of the program that removes the project again."""
    return f"Remove{product.key}.exe"


def source_of(product: Product, caption: str) -> str:
    """Return the source of the installer of *product*; *caption* is its window's title."""
    head = HEAD.format(
        title=quoted(product.title),
        # The second form is for windows, where "&" underlines the next letter.
        name=quoted(product.title.replace("&", "&&")),
        product=constant(product.title),
        caption=quoted(caption),
        numbers=".".join(map(str, (*product.numbers, 0))),
        version=constant(product.version),
        summary=constant(product.summary or product.title),
        manufacturer=constant(product.manufacturer),
    )
    parts = [_search(product), _install(product), _uninstall(product)]
    define = f"!define UNINSTALLER {quoted(uninstaller(product))}\n"
    return head + define + SEARCH + "".join("\n".join(["", *part, ""]) for part in parts)


def _key(product: Product) -> str:
    return f"{UNINSTALL}\\{product.key} (bdist_wininst)"


def _both(macro: str, product: Product) -> list[str]:
    return [f'  !insertmacro {macro} {hive} "{_key(product)}"' for hive in ("HKCU", "HKLM")]


def _search(product: Product) -> Iterator[str]:
    """Yield how a Python is found: /D=, the one that has the project, each version."""
    none = NO_PYTHON.format(newest=product.pythons[0], oldest=product.pythons[-1])
    yield from ("Function .onInit", "  SetRegView 64", "  SetShellVarContext all")
    places = [(_key(product), "InstallLocation")]
    places += [(f"SOFTWARE\\Python\\PythonCore\\{x}\\InstallPath", "") for x in product.pythons]
    for key, value in places:
        for hive, context in (("HKCU", "current"), ("HKLM", "all")):
            yield f'  !insertmacro USE {hive} "{key}" "{value}" {context}'
    yield from (
        '  StrCmp $INSTDIR "" 0 +5',
        f'  MessageBox MB_OK|MB_ICONEXCLAMATION "{none}" /SD IDOK',
        "  IfSilent 0 +3",
        "  SetErrorLevel 2",
        "  Quit",
        "FunctionEnd",
        "",
        "Function .onVerifyInstDir",
        '  IfFileExists "$INSTDIR\\python.exe" +2',
        "  Abort",
        "FunctionEnd",
    )


def _install(product: Product) -> Iterator[str]:
    yield 'Section "install"'
    yield from _refuse_without_python()
    yield from _both("UNINSTALL_FROM", product)
    folder = None
    for number, file in enumerate(product.files):
        if file.path.parent != folder:
            folder = file.path.parent
            yield f"  SetOutPath {_below(folder.parts)}"
        yield f"  File {quoted(f'/oname={file.path.name}')} {source_name(number)}"
    yield '  WriteUninstaller "$INSTDIR\\${UNINSTALLER}"'
    yield from _registered(product)
    yield "SectionEnd"


def _refuse_without_python() -> Iterator[str]:
    """Yield what a silent installer does that was told a wrong folder (/D=)."""
    yield from (
        '  IfFileExists "$INSTDIR\\python.exe" +4',
        f'  MessageBox MB_OK|MB_ICONSTOP "{NO_FOLDER}" /SD IDOK',
        "  SetErrorLevel 2",
        "  Quit",
    )


def _registered(product: Product) -> Iterator[str]:
    """Yield what lists the project among the programs, of all users where that is allowed."""
    key = _key(product)
    yield from (
        "  ClearErrors",
        f'  WriteRegStr SHCTX "{key}" "DisplayName" {quoted(product.title)}',
        "  IfErrors 0 +3",
        "  SetShellVarContext current",
        f'  WriteRegStr SHCTX "{key}" "DisplayName" {quoted(product.title)}',
    )
    strings = {
        "DisplayVersion": quoted(product.version),
        "Publisher": quoted(product.manufacturer),
        "URLInfoAbout": quoted(product.url),
        "InstallLocation": '"$INSTDIR"',
        "UninstallString": "'\"$INSTDIR\\${UNINSTALLER}\"'",
        "QuietUninstallString": "'\"$INSTDIR\\${UNINSTALLER}\" /S'",
    }
    for name, text in strings.items():
        yield f'  WriteRegStr SHCTX "{key}" "{name}" {text}'
    for name in ("NoModify", "NoRepair"):
        yield f'  WriteRegDWORD SHCTX "{key}" "{name}" 1'


def _uninstall(product: Product) -> Iterator[str]:
    yield from ('Section "Uninstall"', "  SetRegView 64")
    for file in product.files:
        yield f"  Delete {_below(file.path.parts)}"
        if file.path.suffix == ".py":
            # Python names what it compiled NAME.cpython-312.pyc.
            cache = _below((*file.path.parent.parts, "__pycache__", f"{file.path.stem}.*.pyc"))
            yield f"  Delete {cache}"
    for parts in reversed(product.folders):
        yield f"  RMDir {_below((*parts, '__pycache__'))}"
        yield f"  RMDir {_below(parts)}"
    yield from _both("FORGET", product)
    # The last thing: where it is gone, all is.
    yield '  Delete "$INSTDIR\\${UNINSTALLER}"'
    yield "SectionEnd"


def _below(parts: Iterable[str]) -> str:
    r"""Return a path below the Python folder: ``"$INSTDIR\Lib"``."""
    inner = quoted(str(PureWindowsPath(*parts)))[1:-1] if parts else ""
    return f'"$INSTDIR\\{inner}"' if inner else '"$INSTDIR"'
