"""Which intents does a text carry? The classifier: its features, its levels, its releases."""
