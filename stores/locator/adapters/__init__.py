"""Who knows where places are: one file each."""
