"""The source of a Windows Installer package, in the WiX language as wixl understands it.

wixl keeps no text beyond ASCII, so what has more is a stand-in here, and ``msi_tables`` puts the
text in its place. Identifiers are derived from names (uuid5): the same project gives the same.
"""

import uuid
from collections.abc import Iterator
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from .msi_tables import StandIns
from .product import Product
from .windows import source_name

XMLNS = "http://schemas.microsoft.com/wix/2006/wi"
OURS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:helloworld:bdist_msi")

NO_PYTHON = "No Python {newest} to {oldest} is registered here. Install one from python.org."

REMEMBERED = "PYTHONDIR"
"""The registry value with the chosen Python: without it, an uninstall looks elsewhere."""


def component(number: int) -> str:
    """Return the identifier of the component that has file *number*."""
    return f"c{number:05}"


def folder_id(parts: tuple[str, ...]) -> str:
    """Return the identifier of a folder below the Python folder."""
    if not parts:
        return "PYTHONDIR"
    return "d" + uuid.uuid5(OURS, "\0".join(parts)).hex


def guid(*parts: str) -> str:
    """Return the identifier that belongs to these names."""
    return str(uuid.uuid5(OURS, "\n".join(parts))).upper()


def memory_key(product: Product) -> str:
    """Return the registry key where the chosen Python is remembered."""
    return f"Software\\{product.key} (bdist_msi)"


def source_of(product: Product, digest: str, stand_ins: StandIns) -> bytes:
    """Return the source; *digest* tells this package from others of the same version.

    One file is one component, named by where it is: an upgrade then replaces file by file.
    """
    root = Element("Wix", xmlns=XMLNS)
    made = SubElement(
        root,
        "Product",
        Id=guid("product", product.key, product.version, digest),
        UpgradeCode=guid("upgrade", product.key),
        Name=stand_ins.of(product.title),
        Manufacturer=stand_ins.of(product.manufacturer),
        Version=".".join(map(str, product.numbers)),
        Language="1033",
    )
    SubElement(
        made,
        "Package",
        InstallerVersion="500",
        Compressed="yes",
        Description=product.key,
        Comments=f"{product.key} {product.version}",
    )
    SubElement(made, "Media", Id="1", Cabinet="files.cab", EmbedCab="yes")
    SubElement(made, "MajorUpgrade")
    _add_properties(made, product, stand_ins)
    _add_search(made, product)
    _add_files(made, product, stand_ins)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _add_properties(made: Element, product: Product, stand_ins: StandIns) -> None:
    shown = {
        "ALLUSERS": "2",  # for all users where they may, MSIINSTALLPERUSER=1 for one
        "ARPCOMMENTS": product.summary,
        "ARPURLINFOABOUT": product.url,
        "ARPNOMODIFY": "1",
    }
    for name, text in shown.items():
        if text:
            SubElement(made, "Property", Id=name, Value=stand_ins.of(text))


def _add_search(made: Element, product: Product) -> None:
    """Look for a Python: the remembered one, then each version, a user's own before all users'."""
    places = [(memory_key(product), REMEMBERED)]
    places += [(f"SOFTWARE\\Python\\PythonCore\\{x}\\InstallPath", "") for x in product.pythons]
    found: list[str] = []
    for key, name in places:
        for hive in ("HKCU", "HKLM"):
            found.append(f"FOUND{len(found)}")
            holder = SubElement(made, "Property", Id=found[-1])
            search = {"Id": f"s{found[-1]}", "Root": hive, "Key": key, "Name": name}
            SubElement(holder, "RegistrySearch", search, Type="raw", Win64="yes")
    for name in found:
        value = {"Property": "PYTHONDIR", "Value": f"[{name}]"}
        SubElement(made, "CustomAction", value, Id=f"Use{name}", Impersonate="yes")
    for sequence in ("InstallUISequence", "InstallExecuteSequence"):
        steps, after = SubElement(made, sequence), "AppSearch"
        for name in found:
            step = SubElement(steps, "Custom", Action=f"Use{name}", After=after)
            step.text, after = f"NOT PYTHONDIR AND {name}", f"Use{name}"
        SubElement(steps, "LaunchConditions", After=after)
    none = NO_PYTHON.format(newest=product.pythons[0], oldest=product.pythons[-1])
    SubElement(made, "Condition", Message=none).text = "Installed OR PYTHONDIR"


def _add_files(made: Element, product: Product, stand_ins: StandIns) -> None:
    target = SubElement(made, "Directory", Id="TARGETDIR", Name="SourceDir")
    python = SubElement(target, "Directory", Id=folder_id(()), Name="Python")
    folders: dict[tuple[str, ...], Element] = {(): python}
    caches = {_cache(module) for _, module in _modules(product)}
    for parts in sorted({*product.folders, *caches}):
        above = folders[parts[:-1]]
        name = stand_ins.of(parts[-1])
        folders[parts] = SubElement(above, "Directory", Id=folder_id(parts), Name=name)
    feature = SubElement(made, "Feature", Id="Everything", Level="1", Absent="disallow")
    for number, file in enumerate(product.files):
        parts = file.path.parent.parts
        kept = _add_component(folders[parts], component(number), product, str(file.path))
        name = stand_ins.of(file.path.name)
        about = {"Id": source_name(number), "Source": source_name(number), "Name": name}
        SubElement(kept, "File", about, KeyPath="yes")
        SubElement(feature, "ComponentRef", Id=component(number))
    kept = _add_component(folders[()], "Memory", product, "")
    value = {"Name": REMEMBERED, "Value": "[PYTHONDIR]", "Type": "string"}
    SubElement(kept, "RegistryValue", value, Root="HKMU", Key=memory_key(product), KeyPath="yes")
    SubElement(feature, "ComponentRef", Id="Memory")


def _add_component(folder: Element, name: str, product: Product, path: str) -> Element:
    about = {"Id": name, "Guid": guid("component", product.key, path), "Win64": "yes"}
    return SubElement(folder, "Component", about)


def tables_of(product: Product) -> dict[str, list[tuple[str, ...]]]:
    """Return the rows that wixl has no words for, or wrong ones.

    - Registry: HKMU (all users or one, as the package is installed) is -1; wixl writes 4.
    - RemoveFile: what Python compiled from a module goes with the module.
    - Upgrade: whatever version is installed is replaced.
    """
    memory = ("Memory", "-1", memory_key(product), REMEMBERED, "[PYTHONDIR]", "Memory")
    any_version = ("0.0.0", "", "", "257", "", "WIX_UPGRADE_DETECTED")
    return {
        "Registry": [memory],
        "RemoveFile": [*_compiled(product), *_caches(product)],
        "Upgrade": [(f"{{{guid('upgrade', product.key)}}}", *any_version)],
    }


def _modules(product: Product) -> Iterator[tuple[int, PurePosixPath]]:
    for number, file in enumerate(product.files):
        if file.path.suffix == ".py":
            yield number, file.path


def _compiled(product: Product) -> Iterator[tuple[str, ...]]:
    """Yield the rows that remove what Python compiled, when the module is removed (2)."""
    for number, module in _modules(product):
        cache = folder_id(_cache(module))
        yield f"r{number:05}", component(number), f"{module.stem}.*.pyc", cache, "2"


def _caches(product: Product) -> Iterator[tuple[str, ...]]:
    """Yield the rows that remove the folders of it, which are then empty."""
    folders = {_cache(module): number for number, module in _modules(product)}
    for folder, number in folders.items():
        yield f"s{number:05}", component(number), "", folder_id(folder), "2"


def _cache(module: PurePosixPath) -> tuple[str, ...]:
    return (*module.parent.parts, "__pycache__")
