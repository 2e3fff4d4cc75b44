"""The audit: what is recorded, the chain that holds it together, and how it is read.

`docs/audit.md` says what is on record and what is not.
"""
