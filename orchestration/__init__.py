"""What runs the copy: the command line, dbt, publication and Dagster's definitions."""
