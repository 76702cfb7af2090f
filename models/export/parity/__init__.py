"""Reference tensors from diffusers, for the tests of the engine and of the exporter."""
