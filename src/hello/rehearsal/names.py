"""Names that the index gives to nobody, and names that look too much like another one.

Read from the source of the public index, ``warehouse/packaging/services.py``.
"""

import re
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

ENDS = "-_."

_FORMER = """
__builtin__ __main__ __phello__ _abcoll _android_support _apple_support _ast_unparse _bootlocale
_bootsubprocess _bsddb _colorize _crypt _ctypes_test _dummy_thread _hotshot _interpchannels
_interpqueues _interpreters _ios_support _LWPCookieJar _MozillaCookieJar _msi _opcode_metadata
_peg_parser _py_warnings _pydatetime _pylong _pyrepl _remote_debugging _sha _sha2 _sha256
_sha512 _suggestions _wmi _xxsubinterpreters _xxtestfuzz _zstd aepack aetools aetypes aifc al AL
annotationlib anydbm applesingle asynchat asyncore audiodev audioop autoGIL BaseHTTPServer
Bastion binhex bsddb buildtools Canvas Carbon cd cfmfile cgi CGIHTTPServer cgitb chunk
ColorPicker commands compiler Cookie cookielib copy_reg cPickle crypt cStringIO dbhash DEVICE
Dialog dircache distutils dl DocXMLRPCServer dumbdbm dummy_thread dummy_threading EasyDialogs
exceptions FileDialog findertools FixTk fl FL flp fm formatter fpectl fpformat FrameWork
future_builtins gensuitemodule GL gl hotshot htmlentitydefs htmllib HTMLParser httplib ic icopen
ihooks imageop imgfile imghdr imputil jpeg lib lib2to3 linuxaudiodev macerrors MacOS macostools
macpath macresource macurl2path mailcap mhlib mimetools MimeWriter mimify MiniAEFrame msilib
multifile mutex Nav new nis nntplib os2emxpath ossaudiodev parser pipes PixMapWrapper popen2
posixfile repr rexec rfc822 robotparser ScrolledText sets sgmllib sha SimpleDialog
SimpleHTTPServer SimpleXMLRPCServer smtpd sndhdr spwd statvfs StringIO stringold strop sunau
sunaudio SUNAUDIODEV sunaudiodev symbol telnetlib test Tix tkColorChooser tkCommonDialog
Tkconstants Tkdnd tkFileDialog tkFont tkMessageBox tkSimpleDialog toaiff tomllib ttk urllib2
urlparse user UserDict UserList UserString uu videoreader W whichdb xdrlib xmllib xmlrpclib
xxlimited xxsubtype
"""
"""Modules of the standard library of other Pythons, from 2.6 on."""

FILES = {"requirements-txt", "rrequirements-txt"}
"""What people mean to give to ``pip install -r``."""

MOST_ASKED = 8


def normalised(name: str) -> str:
    """Return the name by which indexes know a project (PEP 503).

    >>> normalised("Hello_World.2")
    'hello-world-2'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def prohibited(name: str) -> str | None:
    """Return why the index gives *name* to no new project; None where it does.

    >>> prohibited("Queue")
    "it is the standard library's module 'queue'"
    """
    known = normalised(name)
    if known in FILES:
        return "it is taken for the file of 'pip install -r'"
    module = _top_level().get(known) or (_submodules().get(known) if "-" in known else None)
    return f"it is the standard library's module '{module}'" if module else None


def is_submodule(name: str) -> bool:
    """Return whether it is prohibited for a module inside of a package, as ``os.path``."""
    known = normalised(name)
    return known not in FILES and known not in _top_level() and prohibited(name) is not None


@cache
def _top_level() -> dict[str, str]:
    # The public ones last: 'queue' is more than '_queue'.
    modules = sorted(chain(_FORMER.split(), sys.stdlib_module_names), key=_is_public)
    return {normalised(module.strip(ENDS)): module for module in modules}


def _is_public(module: str) -> bool:
    return not module.startswith("_")


@cache
def _submodules() -> dict[str, str]:
    library = Path(sysconfig.get_path("stdlib"))
    packages = [library / name for name in sys.stdlib_module_names if (library / name).is_dir()]
    files = (file for package in packages for file in package.rglob("*.py"))
    modules = (_dotted(file.relative_to(library)) for file in files)
    return {normalised(module.strip(ENDS)): module for module in modules}


def _dotted(file: Path) -> str:
    return ".".join(file.with_suffix("").parts).removesuffix(".__init__")


def ultranormalised(name: str) -> str:
    """Return what the index compares to tell look-alikes: no separators, i and l as 1, o as 0.

    >>> ultranormalised("Hello_World")
    'he110w0r1d'
    """
    alike = str.maketrans({"l": "1", "i": "1", "o": "0"})
    return re.sub(r"[-_.]", "", name).lower().translate(alike)


def look_alikes(name: str) -> tuple[str, ...]:
    """Return the likeliest other names that the index would hold for the same, at most eight.

    There is no asking for all: an index lists hundreds of thousands of names.

    >>> look_alikes("hello")
    ('helio', 'heilo', 'hell0', 'hel1o', 'he1lo')
    """
    known = normalised(name)
    found = dict.fromkeys(_spellings(known))
    found.pop(known, None)
    return tuple(found)[:MOST_ASKED]


def _spellings(name: str) -> Iterator[str]:
    yield name.replace("-", "")
    swaps = [("l", "i"), ("i", "l"), ("o", "0"), ("0", "o"), ("1", "l"), ("l", "1"), ("i", "1")]
    for old, new in swaps:
        for place in reversed([match.start() for match in re.finditer(old, name)]):
            yield name[:place] + new + name[place + 1 :]
