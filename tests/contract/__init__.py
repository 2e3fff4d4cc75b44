"""One file a promise that holds for everything discovered."""
