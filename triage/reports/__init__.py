"""What do supervisors read? Each report as plain tables, made from sums that are kept up to date."""
