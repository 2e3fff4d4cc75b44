"""Loading on the site: what is sent, planned, applied, taken back."""
