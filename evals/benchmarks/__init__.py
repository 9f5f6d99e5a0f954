"""Standard question sets, measured on the shipped product: ``python -m evals.benchmarks FOLDER``."""
