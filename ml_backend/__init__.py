"""The model half: features, heads, the training loop, the store of model versions and the server. Knows only domain/."""
