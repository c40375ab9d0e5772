"""Signatures against vectors of another implementation: botocore 1.44.5, S3SigV4QueryAuth."""

import pytest

from tintype.adapters.sigv4 import BadSignature, Credentials, presign, verify
from tintype.kernel.clock import SECOND_US

AT_US = 1_795_269_787_000_000  # 2026-11-21 14:03:07 UTC
UPLOAD = {
    "content-length": "48213",
    "content-type": "image/jpeg",
    "x-amz-checksum-sha256": "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
}
PUT_URL = "https://photos.s3.eu-central-1.amazonaws.com/quarantine/9x2k_a-b.c"
GET_URL = (
    "http://localhost:8333/bucket/a%20b/%C3%BC~x"
    "?response-content-disposition=attachment%3B%20filename%3D%22a%20b%22&versionId=3"
)


def key(region: str) -> Credentials:
    return Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", region)


def test_signatures_equal_those_of_botocore() -> None:
    put = presign(key("eu-central-1"), "PUT", PUT_URL, UPLOAD, at_us=AT_US, expires_s=600)
    assert put.endswith("=6fe19cea5f9dba3a3991c9a4521044c64214ab309213226b991ea43548894c87")
    get = presign(key("us-east-1"), "GET", GET_URL, {}, at_us=AT_US, expires_s=900)
    assert get.endswith("=064865682939cc58df31f9bbb8b176e238647be68f65f668eafaf8e9dfd9c446")


def test_the_whole_url_of_botocore_verifies() -> None:
    url = (
        f"{PUT_URL}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20261121%2Feu-central-1%2Fs3"
        "%2Faws4_request&X-Amz-Date=20261121T140307Z&X-Amz-Expires=600"
        "&X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost%3Bx-amz-checksum-sha256"
        "&X-Amz-Signature=6fe19cea5f9dba3a3991c9a4521044c64214ab309213226b991ea43548894c87"
    )
    names = verify(key("eu-central-1"), "PUT", url, UPLOAD, now_us=AT_US + SECOND_US)
    assert names == {*UPLOAD, "host"}


@pytest.mark.parametrize("other", [key("us-east-1"), Credentials("AKIDEXAMPLE", "another", "eu-central-1")])
def test_another_key_or_region_does_not_verify(other: Credentials) -> None:
    url = presign(other, "PUT", PUT_URL, UPLOAD, at_us=AT_US, expires_s=600)
    with pytest.raises(BadSignature):
        verify(key("eu-central-1"), "PUT", url, UPLOAD, now_us=AT_US)
