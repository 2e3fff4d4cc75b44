"""The questions, against examples and an independent program."""
