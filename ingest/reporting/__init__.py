"""The status report of a vendor meeting: what it says, how it is drawn, and its three kinds of file.

`build` makes a `Report` from published marts; a writer turns it into HTML, PDF or PPTX. No figure is worked out here.
"""
