"""The ways of single areas to the store, a file an area; each is made from ``Caseapp`` and called in threads."""
