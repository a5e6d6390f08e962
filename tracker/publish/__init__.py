"""The public site as files: planned, rendered through the real site, and put in place of the last version at once.

`run.py` is the way in; `plan.py` says which pages there are and what each depends on; `addresses.py` and `rewrite.py`
turn the site's addresses into those of files; `tree.py` keeps versions on disk.
"""
