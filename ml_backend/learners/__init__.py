"""How a question is learned: one learner a file, by name in the registry."""
