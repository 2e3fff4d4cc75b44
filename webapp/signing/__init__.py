"""Signing in: passwords, second factors, waits after failures, sessions."""
