"""The API does what its description says, whatever is sent: thousands of requests by a tool we did not write.

Schemathesis reads `/v1/openapi.json` of a real site and looks for crashes, undescribed statuses, types, headers and
bodies, ignored credentials and accepted nonsense. TINTYPE_FUZZ=200 sends more to each operation, and with
TINTYPE_FUZZ_CASES=10000 a part of fewer cases fails. How many there were is said at the end.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import Counted
from tests.crash.people import people_in
from tests.crash.rig import Rig
from tests.pictures import picture

EXAMPLES = int(os.environ.get("TINTYPE_FUZZ", "6"))
# There are 4,372 with 6 examples: 3,416 are the same for any number.
CASES_MIN = int(os.environ.get("TINTYPE_FUZZ_CASES", "2000"))
SECONDS_MAX = max(600, 90 * EXAMPLES)  # 63 s with 6 examples, beside other work.
READY_S_MAX = 180
PATIENT = Path(__file__).parent / "patient"
TOOL = Path(sys.executable).parent / "schemathesis"
# A rule of ours may be narrower than what a schema can say (a cursor is one we signed): the problem says so.
NOT_ASKED = ["positive_data_acceptance"]
# An archive that was given up stays in its owner's list: its file is gone, and so it says.
STAYING = """
[[operations]]
include-name = "GET /v1/me/exports/{export_id}"
checks.use_after_free.enabled = false
"""
# These end the very session that the others need.
ENDING = [
    "DELETE /v1/session",
    "PUT /v1/me/password",
    "POST /v1/me/rest",
    "DELETE /v1/me",
    "DELETE /v1/tokens/{token_id}",  # The tool learns ids from answers, its own token's as well.
]


@dataclass
class Subject:
    """A site with somebody on it, who has what ids can name."""

    url: str
    token: str
    spare: str
    ids: dict[str, str]


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    folder = tmp_path_factory.mktemp("described")
    tokens = asyncio.run(people_in(folder / "data", ["founding", "tester", "spare"]))
    (_, _), (_, token), (_, spare) = tokens.items()
    rig = Rig(folder, 1, with_path=PATIENT)
    rig.start()
    try:
        yield Subject(rig.url, token, spare, things_of(rig.url, token))
    finally:
        rig.stop()


def things_of(url: str, token: str) -> dict[str, str]:
    """Real ids for the parameters of paths."""
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=url, headers=headers, timeout=READY_S_MAX) as client:
        files = {"file": ("a.jpg", picture(1), "image/jpeg")}
        post = client.post("/v1/posts", files=files, data={"caption": "A post"}).raise_for_status().json()
        until = time.monotonic() + READY_S_MAX
        while client.get(f"/v1/posts/{post['id']}").json()["state"] != "published":
            assert time.monotonic() < until, "the post's photo is not made"
            time.sleep(0.05)
        said = client.post(f"/v1/posts/{post['id']}/comments", json={"text": "Mine"})
        comment = said.raise_for_status().json()
        return {
            "post_id": post["id"],
            "media_id": post["media"][0]["id"],
            "user_id": post["author"]["id"],
            "comment_id": comment["id"],
        }


@pytest.mark.slow
@pytest.mark.serve
@pytest.mark.parametrize("ids", ["any", "real"])
def test_the_api_is_what_its_description_says(
    subject: Subject, tmp_path: Path, ids: str, counted: Counted
) -> None:  # AP-23
    parameters = subject.ids if ids == "real" else {}
    excluded = [option for name in ENDING for option in ("--exclude-name", name)]
    ended = fuzzed(subject, subject.token, tmp_path, parameters, excluded)
    assert ended.returncode == 0, ended.stdout[-6000:]
    assert counted(ended.stdout) >= CASES_MIN


@pytest.mark.slow
@pytest.mark.serve
def test_ending_a_session_is_described_too(subject: Subject, tmp_path: Path, counted: Counted) -> None:
    included = [option for name in ENDING for option in ("--include-name", name)]
    ended = fuzzed(subject, subject.spare, tmp_path, {}, included)
    assert ended.returncode == 0, ended.stdout[-6000:]
    assert counted(ended.stdout) > 0


def fuzzed(
    subject: Subject, token: str, folder: Path, parameters: dict[str, str], options: list[str]
) -> subprocess.CompletedProcess[str]:
    """One run of the tool; 0 when it has found nothing."""
    config = folder / "schemathesis.toml"
    lines = [f'"path.{name}" = "{value}"' for name, value in parameters.items()]
    config.write_text("\n".join([*(["[parameters]", *lines] if lines else []), STAYING]))
    command = [str(TOOL), "--config-file", str(config), "run", f"{subject.url}/v1/openapi.json"]
    command += ["--header", f"Authorization: Bearer {token}", "--max-examples", str(EXAMPLES), "--seed", "1"]
    command += [
        "--phases",
        "examples,coverage,fuzzing,stateful",
        "--no-color",
        "--generation-database",
        "none",
    ]
    command += ["--exclude-checks", ",".join(NOT_ASKED), *options]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=SECONDS_MAX, check=False
    )
