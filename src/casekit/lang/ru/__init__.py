"""Data of one language; see casekit.lang."""
