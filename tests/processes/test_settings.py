"""Settings: what may be chosen, what is refused in one line, what is never printed."""

from pathlib import Path

import pytest

from tintype.cli.serve import site_of
from tintype.settings import BadSetting, Settings, load, to_environment

SHARED = {
    "TINTYPE_RECORDS": "postgresql://app:hidden@db:5432/tintype",
    "TINTYPE_REDIS": "redis-cluster://:hidden@one:6379,two:6379",
    "TINTYPE_BLOBS": "s3://KEY:hidden@s3:9000/photos?scheme=http",
}


def test_what_is_loaded_reaches_a_child_unchanged() -> None:
    settings = load({**SHARED, "TINTYPE_ROLES": "worker, media", "TINTYPE_SECRET_FILE": "/run/secret"})
    assert settings.server.roles == {"worker", "media"}
    assert settings.storage.secret_file == Path("/run/secret")
    assert load(to_environment(settings)) == settings
    assert load(to_environment(Settings())) == Settings()


def test_addresses_of_stores_are_shown_without_their_passwords() -> None:
    shown = load(SHARED).as_dict()["storage"]
    assert shown["records"] == "postgresql://app:***@db:5432/tintype"
    assert "one:6379,two:6379" in shown["redis"]
    assert not any("hidden" in text for text in shown.values())


@pytest.mark.parametrize(
    ("variable", "url", "shown"),
    [
        (
            "records",
            "postgresql://db/tintype?user=app&password=hid@den&ssl=on",
            "user=app&password=***&ssl=on",
        ),
        ("blobs", "s3://KEY:hid/den@s3:9000/photos", "s3://KEY:***@s3:9000/photos"),
    ],
)
def test_no_way_to_write_a_password_shows_it(variable: str, url: str, shown: str) -> None:
    said = load({f"TINTYPE_{variable.upper()}": url}).as_dict()["storage"][variable]
    assert said.endswith(shown)
    assert "hid" not in said
    assert "den" not in said


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"TINTYPE_RECORDS": "mysql://db"}, "TINTYPE_RECORDS begins with postgresql://"),
        ({"TINTYPE_REDIS": "localhost:6379"}, "TINTYPE_REDIS begins with redis://"),
        ({"TINTYPE_BLOBS": "/photos"}, "TINTYPE_BLOBS begins with s3://"),
        ({"TINTYPE_ROLES": "api"}, "only when TINTYPE_RECORDS, TINTYPE_REDIS and TINTYPE_BLOBS"),
        ({**SHARED, "TINTYPE_ROLES": "api,cook"}, "some of api,live,worker,media"),
        ({**SHARED, "TINTYPE_ROLES": ""}, "some of api,live,worker,media"),
        ({"TINTYPE_NODES": "0"}, "TINTYPE_NODES"),
        ({"TINTYPE_VIDEO_RUNGS": "480"}, "some of 360,540,720,1080"),
        ({"TINTYPE_VIDEO_RUNGS": ""}, "some of 360,540,720,1080"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(BadSetting, match=said) as caught:
        load(wrong)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("roles", "apis", "has_worker"),
    [("api,live", 2, False), ("live", 2, False), ("media", 0, True), ("worker,media", 0, True)],
)
def test_a_node_starts_the_processes_of_its_roles(roles: str, apis: int, *, has_worker: bool) -> None:
    site = site_of(load({**SHARED, "TINTYPE_ROLES": roles}))
    assert (site.api_processes, site.has_worker) == (apis, has_worker)
