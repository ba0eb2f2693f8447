"""An open page looks every other second whether what it shows is still so: published anew, or somebody protected."""

from pathlib import Path

import streamlit as st

from dashboards import store
from ingest.errors import ManntallError

EVERY = 2.0  # seconds


@st.fragment(run_every=EVERY)
def watch(published: Path, shown: tuple[str, int] | ManntallError) -> None:
    """Draw the whole page anew when another moment than `shown` has come; `shown` was asked for before drawing."""
    if store.moment(published) != shown:
        st.rerun()
