"""What every mart must hold, from a plain reading of person documents: dicts and loops, written from fiks.md 4 and 5.

Shares no code with the SQL, so that two mistakes have to meet before one is missed.
"""
