"""Speed, measured on seeded data: `python -m benchmarks`. Never part of the tests, which promise no times."""
