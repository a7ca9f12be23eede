"""What the programs that build and try projects share: processes, copies, environments."""
