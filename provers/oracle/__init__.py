"""What every list must hold, from a plain reading of person documents: dicts and loops, written from fiks.md 4 and 5.

It shares no code with the SQL, so that two mistakes have to meet before one is missed. `expected` gives the rows;
`compare` holds an operator's own warehouse against them. The figures of planlegging have a prover of their own.
"""

from provers.oracle.comparing import compare
from provers.oracle.persons import Answer
from provers.oracle.reading import MARTS, expected

__all__ = ["MARTS", "Answer", "compare", "expected"]
