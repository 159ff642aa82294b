"""What tests stand on: lanes, databases, a real worker, a browser. The cast is in conftest.py."""
