"""A FREG that runs on loopback: a seeded population that lives on, served over FREG's own paths.

Nobody in it exists: names and addresses are made up, and every identifier has month + 80, as in
Skatteetaten's own test population. The same seed gives the same bytes on every machine.
"""
