"""Health check of a container: `python -m ranpptppo.probe` fails unless /readyz answers 200.

It asks under the first host name that the site answers to, for any other is refused.
"""

import os
import sys
import urllib.error
import urllib.request


def main() -> int:
    host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0]
    port = os.environ.get("PORT", "8000")
    request = urllib.request.Request(f"http://127.0.0.1:{port}/readyz", headers={"Host": host})
    try:
        urllib.request.urlopen(request, timeout=5)  # noqa: S310 (always http, to this machine)
    except (OSError, urllib.error.HTTPError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
