"""Speed and memory next to diffusers: the pipelines that are measured, and the measuring of PyTorch."""
