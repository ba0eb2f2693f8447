"""The domain in plain Python: FREG's protocol, the landing log, roles and gradings. No Dagster, dbt or Streamlit."""
