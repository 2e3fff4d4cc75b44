"""What the product does, as tests."""
