"""`python -m branchbook` runs the command line."""

from branchbook.cli import main

main()
