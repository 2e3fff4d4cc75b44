"""The site and the `mappa` command."""
