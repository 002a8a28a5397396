"""The project's own benchmark: `make bench`.

It is no test and pytest does not collect it. Each module measures one part and says how it cannot be fooled:

load      what a load takes, against the same files as plain tables   (`banks`)
answers   every figure from its SQL alone, and all answers of a page  (`answers`)
export    the whole client list as a file, against a plain COPY       (`export`)
browser   from a click to the last thing painted, in a real browser   (`browser`)
users     many readers at once over the real websocket                (`users`)

Everything is written to one table and one JSON file (`results`); a former one stands beside it with COMPARE.
"""
