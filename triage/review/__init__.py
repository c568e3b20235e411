"""What did people and the ledger make of our suggestions, and what would a change do? Figures only, no pages."""
