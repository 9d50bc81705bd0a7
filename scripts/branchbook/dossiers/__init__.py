"""Dossiers: what several records of one matter, or of one branch, say together. Knows no files and no site."""
