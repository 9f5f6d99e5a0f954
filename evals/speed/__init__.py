"""How fast and how big, as ratios to what else one would use: ``python -m evals.speed``. Asserts nothing."""
