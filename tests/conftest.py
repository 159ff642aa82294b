"""The cast of users and the rows they stand on. What runs beneath them is tests/plumbing."""

pytest_plugins = [
    "tests.plumbing.lanes",
    "tests.plumbing.databases",
    "tests.plumbing.worker",
    "tests.plumbing.browser",
]
