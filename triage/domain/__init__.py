"""Which words does the whole house share? The nouns of the road, money, ports and failures."""
