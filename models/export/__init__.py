"""Turns diffusers pipelines into Kinoloom packs."""
