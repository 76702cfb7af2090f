"""LTX-Video from 0.9.5 on (arXiv 2501.00103)."""
