"""Training of Kinoloom Animatic: a rendered world, an autoencoder, a diffusion transformer and their export."""
