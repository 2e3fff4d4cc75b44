"""The model, the store port and its adapters, and the records that layers pass to each other."""
