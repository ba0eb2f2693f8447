"""What people look at: Streamlit pages over published files, and nothing else."""
