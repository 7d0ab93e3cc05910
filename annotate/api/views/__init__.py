"""One module per thing the API speaks of; each view reads what it needs and makes one write call."""
