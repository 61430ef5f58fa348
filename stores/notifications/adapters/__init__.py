"""Who carries mail: one file each."""
