"""Those who move money for us, one file for each."""
