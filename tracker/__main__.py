"""`python -m tracker VERB`."""

from tracker import compiled
from tracker.cli import main

# Before any verb asks for the tagger.
compiled.use()
main()
