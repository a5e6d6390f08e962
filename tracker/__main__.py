"""`python -m tracker VERB`."""

from tracker.cli import main

main()
