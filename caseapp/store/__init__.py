"""The case store: the only package that knows SQL.

One schema for two engines. SQLite is the default: one file, no server. PostgreSQL is for many machines.
"""
