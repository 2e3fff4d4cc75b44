"""One adapter a file: each says in SCHEMES which addresses it opens."""
