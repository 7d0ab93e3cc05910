"""What is trained on frozen features, and how its scores are made honest."""
