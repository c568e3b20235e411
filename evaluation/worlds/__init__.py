"""How does the worked world get into a real Odoo? Seeding over RPC, from the same description as the sandbox."""
