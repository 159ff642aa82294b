"""Where evidence and issued reports lie: a folder of this machine, or a bucket of an S3 service. Settings ask once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ


def private_folder(path: Path) -> Path:
    """Make a folder that only the account running the site can open."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def private_storage(env: environ.Env) -> dict[str, Any]:
    """The entry "default" of STORAGES: MEDIA_ROOT, or the bucket of S3_BUCKET.

    Nothing in it ever has a public address: pages open files themselves, after asking who is there. Signed addresses
    would be worth as much as the file to whoever sees them, so nobody makes any.
    """
    bucket = env.str("S3_BUCKET", default="").strip()
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.str("S3_ENDPOINT", default="").strip() or None,
            "region_name": env.str("S3_REGION", default="").strip() or None,
            "access_key": env.str("S3_ACCESS_KEY", default="").strip() or None,
            "secret_key": env.str("S3_SECRET_KEY", default="").strip() or None,
            "default_acl": None,  # the bucket is private as a whole
            "querystring_auth": True,
            "file_overwrite": False,
            "addressing_style": env.str("S3_ADDRESSING", default="path"),
        },
    }
