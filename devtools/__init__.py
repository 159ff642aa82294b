"""What `./dev` does. Only Python's standard library: it runs before anything is installed."""
