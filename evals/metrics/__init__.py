"""What is measured, one algorithm a file; each names the paper or script that it follows."""
