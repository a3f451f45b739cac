"""The read side: small frozen rows for lists, details and figures, straight from SQL."""
