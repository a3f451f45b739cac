"""The commands of each area, a file an area; ``caseapp.tui.commands`` puts them together."""
