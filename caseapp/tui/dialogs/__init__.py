"""One file a dialog. Each gives back what was recorded, or ``None`` when the person thought better of it."""
