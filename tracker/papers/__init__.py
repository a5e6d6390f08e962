"""Court papers other than feeds: notices by e-mail, docket sheets, the Supreme Court's and CourtListener's JSON, the
Federal Register. Pure: bytes in, records out.

Each source is one module that owns its wire format and refuses what is not whole with one ParseError. `detect` tells
them apart, `merge` decides which records are the same filing. Nothing here is stored, fetched or shown.
"""
