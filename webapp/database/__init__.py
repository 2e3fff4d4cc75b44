"""The second database: people, what they may see, their sessions; nothing that the graph holds.

A module here declares tables; every module is found by walking the package. What changes a table
comes with a migration in `migrations/versions`.
"""
