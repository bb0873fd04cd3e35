"""What readings say together: pure functions from readings (and judgements) to the derived views that the ledger keeps.

All of it can be thrown away and made again. Nothing here reads a file, a clock or a database; `store` keeps what these give.

- `views`: the rows that one reading puts into the ledger (statements, events, actors, and who has which part in them).
- `identities`: the same actor on different pages, from what the reading knows of it and from judgements.
- `copies`: near-copies of one story are one report.
"""

import unicodedata

from onrecord.ledger import copies, views

__all__ = ["RECIPE"]

# What derived rows depend on besides readings and judgements: a ledger made with another recipe is derived anew before it is used.
RECIPE = f"views {views.RECIPE}; copies {copies.RECIPE}; Unicode {unicodedata.unidata_version}"
