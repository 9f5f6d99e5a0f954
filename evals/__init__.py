"""How good the answers are, and whether a change made them worse."""
