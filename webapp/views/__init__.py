"""One file an area of the site; each lists its ROUTES, found by walking this package."""
