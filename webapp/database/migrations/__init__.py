"""Changes to the shape of the second database, one a file in `versions`, in a chain."""
