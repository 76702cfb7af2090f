"""Small pipelines of the real classes with random weights, to prove the exporter and the engine on."""
