"""What the data is: words, identities, declarations and rows. Nothing here reads, fetches or computes policies."""
