"""What can be done from the command line? One file per verb; heavy imports only inside them."""
