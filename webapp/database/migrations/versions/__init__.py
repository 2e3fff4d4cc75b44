"""The migrations, oldest first; each says how it is taken back."""
