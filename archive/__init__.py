"""What was seen, kept for good: bodies by digest and append-only logs. The only state of the product."""
