"""What has happened, and what is still to be done? The inbox, the cases, the journal and the engine."""
