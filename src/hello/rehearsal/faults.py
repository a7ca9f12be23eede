"""Every kind of fault that the rehearsal names, declared once, with what it means.

Tests hold a small project for each kind (``tests/fixture_projects/faulty``).
"""

from typing import NamedTuple


class Fault(NamedTuple):
    """A kind of fault: its name, the step that finds it, and one line about it."""

    name: str
    step: str
    about: str


FAULTS = (
    # --- build
    Fault("build-fails", "build", "The build backend ends with an error."),
    Fault("build-hangs", "build", "The build backend does not end in time."),
    Fault("missing-build-requirement", "build", "The build imports what it does not require."),
    Fault("sdist-does-not-build", "build", "The wheel can be built from the tree, not the sdist."),
    # --- contents
    Fault("missing-from-sdist", "contents", "Version control has it, the sdist does not."),
    Fault("missing-from-wheel", "contents", "The configuration promises it, the wheel lacks it."),
    Fault("package-data-lost", "contents", "Data of a package did not come into the wheel."),
    Fault("module-lost", "contents", "A package or module did not come into the wheel."),
    Fault("stray-top-level", "contents", "Tests, docs or the like would be importable by all."),
    Fault("empty-wheel", "contents", "The wheel has no importable file."),
    Fault("secret", "contents", "A file looks like a password, a token or a private key."),
    Fault("leftover", "contents", "A cache, an editor's file or compiled code is in there."),
    Fault("wheel-contents", "contents", "check-wheel-contents complains."),
    # --- metadata
    Fault("readme-does-not-render", "metadata", "The index would show it raw, or refuse it."),
    Fault("readme-content-type", "metadata", "It does not say how the README is written."),
    Fault("readme-on-index", "metadata", "Parts of the README work beside the project only."),
    Fault("no-readme", "metadata", "The page on the index would be empty."),
    Fault("unknown-classifier", "metadata", "The index refuses what its list lacks or gave up."),
    Fault("private-classifier", "metadata", "'Private ::' makes every index refuse the upload."),
    Fault("license-classifier", "metadata", "A license expression and a classifier together."),
    Fault("license-expression", "metadata", "It is not an SPDX expression."),
    Fault("no-license", "metadata", "Nobody may use what has no license."),
    Fault("license-file-lost", "metadata", "The license's text is not in the artifact."),
    Fault("no-requires-python", "metadata", "pip would install it on any Python."),
    Fault("requires-python", "metadata", "It fits fewer Pythons than was meant, or caps them."),
    Fault("direct-url", "metadata", "The index refuses dependencies that name an address."),
    Fault("file-name", "metadata", "The index refuses names that are not normalised."),
    Fault("file-size", "metadata", "The index refuses files of more than 100 MB."),
    Fault("platform-tag", "metadata", "The index refuses wheels that say too little of Linux."),
    Fault("local-version", "metadata", "The index refuses versions with '+'."),
    Fault("description-size", "metadata", "The description is longer than mirrors take."),
    Fault("name-taken", "metadata", "The name or version is taken, or too like it."),
    Fault("name-prohibited", "metadata", "The index gives this name to nobody."),
    Fault("no-summary", "metadata", "The one line that searches show is missing."),
    Fault("metadata-invalid", "metadata", "The metadata breaks its specification."),
    Fault("sdist-and-wheel-differ", "metadata", "They do not say the same of the project."),
    # --- reproducible
    Fault("not-reproducible", "reproducible", "Built again, the same source gives other bytes."),
    # --- install
    Fault("does-not-install", "install", "pip refuses it."),
    Fault("conflict", "install", "Its dependencies cannot be together."),
    Fault("dependency-not-found", "install", "The index has no such dependency, or release."),
    # --- run
    Fault("undeclared-dependency", "run", "It imports what it does not depend on."),
    Fault("missing-data-file", "run", "It opens a file that is not installed."),
    Fault("mistyped-entry-point", "run", "An entry point names what is not there."),
    Fault("import-fails", "run", "A package of it cannot be imported."),
    Fault("import-has-effects", "run", "Being imported, it prints, writes or starts something."),
    Fault("script-crashes", "run", "A script ends with a traceback."),
    Fault("script-hangs", "run", "A script does not end."),
    Fault("test-needs-source", "run", "It works only beside its source tree."),
    # --- upload, install-back
    Fault("upload-refused", "upload", "The index does not take the file."),
    Fault("stale-artifacts", "upload", "dist/ holds files of another version."),
    Fault("unfit-artifacts", "upload", "dist/ holds files that no index takes."),
    Fault("hash-differs", "install-back", "The index gives other bytes than were uploaded."),
    Fault("does-not-install-back", "install-back", "It is on the index, but does not install."),
    # --- formats
    Fault("command-fails", "formats", "A setup.py command of the tutorial falls short."),
)

BY_NAME = {fault.name: fault for fault in FAULTS}
