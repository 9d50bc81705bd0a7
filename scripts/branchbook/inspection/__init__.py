"""Inspection: files in, records and dossiers judged, one report out. Knows no site."""
