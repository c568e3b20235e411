"""How good is it? Datasets, tasks, scorers and reports; nothing in the product imports this."""
