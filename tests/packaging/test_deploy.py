"""What lies in deploy/ fits the program: nginx reads its file, and every setting that is named exists."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.repository import ROOT
from tintype import settings

DEPLOY = ROOT / "deploy"


def test_nginx_reads_its_file(tmp_path: Path) -> None:
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    if nginx is None:
        pytest.skip("no nginx on this machine")
    # Names of other containers mean nothing here, and /tmp is everybody's.
    text = re.sub(r"api[12]:8000", "127.0.0.1:8000", (DEPLOY / "nginx.conf").read_text())
    file = tmp_path / "nginx.conf"
    file.write_text(text.replace("/tmp/", f"{tmp_path}/"))
    read = subprocess.run([nginx, "-t", "-q", "-c", str(file)], capture_output=True, text=True, check=False)
    assert read.returncode == 0, read.stderr


def test_settings_of_the_profile_can_be_used() -> None:
    given = environment()
    strangers = {name for name in given if name.startswith("TINTYPE_")} - set(settings.VARIABLES)
    assert not strangers
    storage = settings.load(given).storage
    assert storage.records
    assert storage.redis
    assert storage.blobs


def test_nodes_of_the_compose_file_do_all_the_work() -> None:
    services = compose()["services"]
    roles = {
        role
        for service in services.values()
        for role in service.get("environment", {}).get("TINTYPE_ROLES", "").split(",")
        if role
    }
    assert roles == set(settings.ROLES)
    nodes = re.findall(r"^\s+server (\w+):8000", (DEPLOY / "nginx.conf").read_text(), re.MULTILINE)
    assert [name for name in services if name.startswith("api")] == nodes
    assert settings.load(environment()).server.nodes == len(nodes)


def test_nginx_is_the_only_one_whose_word_is_believed() -> None:
    services = compose()["services"]
    nginx = services["nginx"]["networks"]["inside"]["ipv4_address"]
    assert environment()["FORWARDED_ALLOW_IPS"] == nginx
    assert not [name for name in services if name.startswith(("api", "worker")) and "ports" in services[name]]


def environment() -> dict[str, str]:
    lines = (DEPLOY / "tintype.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())
