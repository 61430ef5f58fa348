"""A parcel waiting at a counter."""
