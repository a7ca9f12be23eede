"""The release rehearsal: from a source tree to installed from an index, on this machine."""
