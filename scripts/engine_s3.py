"""SeaweedFS for tests: its S3 gateway over one process that keeps everything in one folder, and one bucket."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path

from engine import WHEELS, Engine, EngineFailed, Place, Service, free_ports, said

ASK_S_MAX = 1.0
KEY, SECRET, BUCKET = "testkey", "testsecret", "tintype"


def seaweedfs(place: Place) -> Service:
    """One process with all parts of SeaweedFS, and one bucket."""
    program = WHEELS / "bin" / "weed"
    if not program.exists():
        raise EngineFailed("SeaweedFS is not on this machine: run `make engines`.")
    folder = place.folder("seaweedfs")
    (folder / "volumes").mkdir()
    (folder / "s3.json").write_text(json.dumps(_identities()))
    ports = free_ports(8)
    filer, s3 = ports[4], ports[6]
    options = _seaweedfs_options(folder, ports)
    command = [
        str(program),
        "-logtostderr=true",
        "server",
        *(f"-{key}={value}" for key, value in options.items()),
    ]
    engine = Engine(
        "seaweedfs", command, s3, place.logs / "seaweedfs.log", lambda: _stores(filer, s3), folder=folder
    )
    url = f"s3://{KEY}:{SECRET}@127.0.0.1:{s3}/{BUCKET}?scheme=http&region=local"
    version = said([str(program), "version"])
    return Service("s3", "TINTYPE_TEST_S3", url, version, [engine])


def _identities() -> dict[str, object]:
    actions = ["Admin", "Read", "List", "Tagging", "Write"]
    app = {"name": "app", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": actions}
    return {"identities": [app]}


def _seaweedfs_options(folder: Path, ports: list[int]) -> dict[str, object]:
    return {
        "ip": "127.0.0.1",
        "ip.bind": "127.0.0.1",
        "dir": folder / "volumes",
        "master.port": ports[0],
        "master.port.grpc": ports[1],
        "master.telemetry": "false",
        "master.peers": "none",
        "master.volumeSizeLimitMB": 64,
        "volume.port": ports[2],
        "volume.port.grpc": ports[3],
        "volume.max": 30,
        "volume.preStopSeconds": 1,
        "filer": "true",
        "filer.port": ports[4],
        "filer.port.grpc": ports[5],
        "filer.localSocket": folder / "filer.sock",
        "s3": "true",
        "s3.port": ports[6],
        "s3.port.grpc": ports[7],
        # Zero turns off two more doors that would open on fixed ports.
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
        "s3.config": folder / "s3.json",
        "s3.localSocket": folder / "s3.sock",
    }


def _stores(filer: int, s3: int) -> bool:
    """The bucket is there and a byte can be written: only that needs every part of it."""
    bucket = f"http://127.0.0.1:{filer}/buckets/{BUCKET}/"
    return (
        _ask("POST", bucket) in {201, 409}  # made, or there already
        and _ask("PUT", bucket + "ready", b"?") == 201
        and _ask("DELETE", bucket + "ready") == 204
        and _ask("GET", f"http://127.0.0.1:{s3}/status") == 200
    )


def _ask(method: str, url: str, body: bytes | None = None) -> int:
    """The status of the answer."""
    request = urllib.request.Request(url, data=body, method=method)  # noqa: S310 (our own http addresses)
    try:
        with urllib.request.urlopen(request, timeout=ASK_S_MAX) as answer:  # noqa: S310
            return answer.status
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code
