"""A bucket (or a prefix in one) as a store. Calls are repeated here only: time-outs and busy servers end here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import boto3
from boto3.exceptions import S3UploadFailedError
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from typing_extensions import override

from flows.lake.keys import checked, told
from flows.lake.s3faults import settled, status
from flows.lake.store import ChangedError, Entry, Store

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CHUNK = 1 << 20
R = TypeVar("R")
UNVERSIONED = "null"
ETAG = "etag:"

CLIENT = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    connect_timeout=5,
    read_timeout=60,
    max_pool_connections=32,
    # One attempt a call: repeating a conditional put blindly would turn our own success into "somebody was faster".
    retries={"total_max_attempts": 1},
    # Newer default checksums are sent as trailers, which S3-compatible servers in use do not all understand.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


class S3Store(Store):
    """See `Store`. Credentials, region and default endpoint come from the usual AWS environment and files."""

    puts_are_atomic = True

    def __init__(self, url: str, *, endpoint: str = "", region: str = "") -> None:
        self.bucket, _, prefix = url.removeprefix("s3://").rstrip("/").partition("/")
        self._prefix = f"{prefix}/" if prefix else ""
        self._endpoint = endpoint or None
        self._fallback_region = region or "us-east-1"
        self.root = url.rstrip("/")

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in {"_session", "client"}}

    @cached_property
    def _session(self) -> boto3.Session:
        return boto3.Session()

    @cached_property
    def client(self) -> S3Client:
        """The connection, one a store; safe to share between threads."""
        return self._session.client("s3", endpoint_url=self._endpoint, region_name=self._region, config=CLIENT)

    @property
    def _region(self) -> str:
        return self._session.region_name or self._fallback_region

    @property
    @override
    def storage_options(self) -> Mapping[str, str]:
        endpoint = self.client.meta.endpoint_url
        options: dict[str, str] = {
            "aws_region": self._region,
            "aws_endpoint_url": endpoint,
            "aws_allow_http": str(endpoint.startswith("http://")).lower(),
            "aws_conditional_put": "etag",
            "timeout": "60s",
        }
        credentials = self._session.get_credentials()
        if credentials is None:
            return options
        now = credentials.get_frozen_credentials()
        keys = {
            "aws_access_key_id": now.access_key,
            "aws_secret_access_key": now.secret_key,
            "aws_session_token": now.token,
        }
        return options | {name: value for name, value in keys.items() if value}

    @override
    def list(self, prefix: str = "") -> Iterator[Entry]:
        for page in self._pages(self.client.list_objects_v2, prefix, {"ContinuationToken": "NextContinuationToken"}):
            for found in page.get("Contents", ()):
                yield self._entry(found, f"{ETAG}{found['ETag']}")

    @override
    def revisions(self, prefix: str = "") -> Iterator[Entry]:
        markers = {"KeyMarker": "NextKeyMarker", "VersionIdMarker": "NextVersionIdMarker"}
        deleted, versions = set[str](), list[Entry]()
        for page in self._pages(self.client.list_object_versions, prefix, markers):
            deleted |= {mark["Key"] for mark in page.get("DeleteMarkers", ()) if mark["IsLatest"]}
            for found in page.get("Versions", ()):
                entry = self._version(found)
                if versions and versions[0].key != entry.key:
                    yield from reversed(versions)
                    versions = []
                # Some servers begin a page with the last version of the page before.
                if found["Key"] not in deleted and entry not in versions:
                    versions.append(entry)
        yield from reversed(versions)

    @override
    def halves(self) -> Iterator[Entry]:
        return iter(())

    @override
    def read(self, key: str, version: str | None = None) -> bytes:
        def once() -> bytes:
            return self._get(key, version)["Body"].read()  # type: ignore[no-any-return]

        return self._do(once, key)

    @override
    def fetch(self, key: str, path: Path, version: str | None = None) -> str:
        def once() -> str:
            digest = hashlib.sha256()
            with path.open("wb") as target:
                for chunk in self._get(key, version)["Body"].iter_chunks(CHUNK):
                    digest.update(chunk)
                    target.write(chunk)
            return digest.hexdigest()

        return self._do(once, key)

    @override
    def put(self, key: str, data: bytes | Path) -> None:
        def once() -> None:
            if isinstance(data, bytes):
                self.client.put_object(Bucket=self.bucket, Key=self._full(key), Body=data)
            else:
                self._upload(self._full(key), data)

        self._do(once, key)

    @override
    def put_new(self, key: str, data: bytes) -> bool:
        doubtful = False

        def once() -> bool:
            nonlocal doubtful
            try:
                self.client.put_object(Bucket=self.bucket, Key=self._full(key), Body=data, IfNoneMatch="*")
            except ClientError as error:
                if status(error) == 412:
                    return False
                doubtful = True
                raise
            except BotoCoreError:
                doubtful = True
                raise
            return True

        created = self._do(once, key)
        # An attempt whose answer was lost may have created the object, so that the next was refused because of it.
        return created or (doubtful and self.read(key) == data)

    @override
    def delete(self, key: str) -> None:
        self._do(lambda: self.client.delete_object(Bucket=self.bucket, Key=self._full(key)), key)

    @override
    def purge(self, key: str, version: str) -> None:
        if not version.startswith(ETAG):
            self._do(lambda: self.client.delete_object(Bucket=self.bucket, Key=self._full(key), VersionId=version), key)
        elif any(entry.key == key and entry.version == version for entry in self.list(key)):
            self.delete(key)

    @override
    def exists(self, key: str) -> bool:
        try:
            self._do(lambda: self.client.head_object(Bucket=self.bucket, Key=self._full(key)), key)
        except FileNotFoundError:
            return False
        return True

    @override
    def url(self, key: str) -> str:
        return f"{self.root}/{key}"

    def server_time(self) -> datetime:
        """The server's clock (UTC), as its answers carry it; second precision."""
        answer = self._do(lambda: self.client.head_bucket(Bucket=self.bucket), "")
        return parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])

    def is_versioned(self) -> bool:
        """Whether the bucket keeps old versions."""
        answer = self._do(lambda: self.client.get_bucket_versioning(Bucket=self.bucket), "")
        return answer.get("Status") == "Enabled"

    def create_bucket(self) -> None:
        """Creates the bucket where the credentials may; nothing when it exists."""
        try:
            self._do(lambda: self.client.head_bucket(Bucket=self.bucket), "")
        except FileNotFoundError:
            self._do(lambda: self.client.create_bucket(Bucket=self.bucket), "")

    def _full(self, key: str) -> str:
        return self._prefix + checked(key)

    def _upload(self, full: str, path: Path) -> None:
        try:
            self.client.upload_file(str(path), self.bucket, full)
        except S3UploadFailedError as error:
            raise error.__context__ or error from None  # the client's own error, which says whether it may pass

    def _version(self, found: Mapping[str, Any]) -> Entry:
        version = found["VersionId"]
        return self._entry(found, version if version != UNVERSIONED else f"{ETAG}{found['ETag']}")

    def _entry(self, found: Mapping[str, Any], version: str) -> Entry:
        return Entry(found["Key"].removeprefix(self._prefix), found["Size"], found["LastModified"], version)

    def _get(self, key: str, version: str | None) -> Any:
        chosen: Any = {} if version is None or version.startswith(ETAG) else {"VersionId": version}
        answer = self.client.get_object(Bucket=self.bucket, Key=self._full(key), **chosen)
        if version and version.startswith(ETAG) and answer["ETag"] != version.removeprefix(ETAG):
            raise ChangedError(f"changed while it was read: {told(key)}")
        return answer

    def _pages(self, call: Callable[..., Any], prefix: str, markers: Mapping[str, str]) -> Iterator[Any]:
        """Pages of a listing. boto3's paginator ends silently after a failed page: a repeat would look like the end."""
        where: dict[str, str] = {}
        while True:
            page = self._do(partial(call, Bucket=self.bucket, Prefix=self._prefix + prefix, **where), prefix)
            yield page
            if not page.get("IsTruncated"):
                return
            where = {marker: page[following] for marker, following in markers.items() if page.get(following)}

    def _do(self, call: Callable[[], R], key: str) -> R:
        return settled(call, f"{self.root}/{told(key)}")
