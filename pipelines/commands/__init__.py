"""The commands of `linewatch`, a module for each group; what they call is imported when they run, to start fast."""
