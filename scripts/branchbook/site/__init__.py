"""The site: pages and data as a pure function of the handbook; a thin MkDocs plugin; the term extension."""
