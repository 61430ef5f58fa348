"""What an operator copies: the compose file and the example of an environment."""

import json
import os
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
EXAMPLE = ROOT / ".env.example"
REQUIRED = {"SECRET_KEY": "k" * 32, "POSTGRES_PASSWORD": "p" * 24, "PUBLIC_URL": "https://shop.example"}
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?P<rule>:[?-])?(?P<text>[^}]*)\}")


class NotSet(Exception):
    """What compose says when a variable that must be set is not."""


def compose(environment: dict[str, str]) -> dict[str, Any]:
    """The compose file with its variables filled in, by the rules of the compose specification that we use."""

    def filled(variable: re.Match[str]) -> str:
        value = environment.get(variable["name"], "")
        if not value and variable["rule"] == ":?":
            raise NotSet(f"required variable {variable['name']} is missing a value: {variable['text']}")
        return value or variable["text"]

    return dict(yaml.safe_load(VARIABLE.sub(filled, COMPOSE.read_text())))


def has_compose_plugin() -> bool:
    if shutil.which("docker") is None:
        return False
    return subprocess.run(["docker", "compose", "version"], check=False, capture_output=True).returncode == 0


def compose_config(**environment: str) -> subprocess.CompletedProcess[str]:
    command = ["docker", "compose", "--env-file", "/dev/null", "-f", str(COMPOSE), "config", "--quiet"]
    plain = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(command, check=False, capture_output=True, text=True, env=plain)


def test_the_compose_file_is_one_by_the_published_schema():
    schema = json.loads((files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json").read_text())

    jsonschema.Draft7Validator(schema).validate(compose(REQUIRED))

    assert set(compose(REQUIRED)["services"]) == {"api", "worker", "bots", "postgres", "redis"}


@pytest.mark.skipif(not has_compose_plugin(), reason="docker has no compose plugin here; the published schema judges")
def test_compose_itself_takes_the_compose_file():
    assert compose_config(**REQUIRED).returncode == 0
    refusal = compose_config(POSTGRES_PASSWORD="p", PUBLIC_URL="u")
    assert refusal.returncode != 0
    assert "SECRET_KEY" in refusal.stderr


@pytest.mark.parametrize("missing", sorted(REQUIRED))
def test_a_shop_without_its_secrets_does_not_start_and_says_which(missing: str):
    environment = {name: value for name, value in REQUIRED.items() if name != missing}

    with pytest.raises(NotSet) as refusal:
        compose(environment)

    assert f"{missing} is missing a value: is not set." in str(refusal.value)
    assert ".env" in str(refusal.value)


def test_no_secret_has_a_value_that_everybody_knows():
    written = COMPOSE.read_text()

    known = [found[0] for found in VARIABLE.finditer(written) if "SECRET" in found["name"] or "TOKEN" in found["name"]]
    assert [each for each in known if not (":?" in each or each.endswith(":-}"))] == []
    assert re.findall(r"PASSWORD: (?!\$\{)", written) == []


def test_every_process_is_reaped_watched_and_given_time_to_close():
    services = compose(REQUIRED)["services"]

    assert all(service["init"] and service["restart"] == "unless-stopped" for service in services.values())
    assert all("healthcheck" in services[name] for name in ("postgres", "redis"))
    assert services["api"]["depends_on"]["postgres"] == {"condition": "service_healthy"}
    assert services["api"]["stop_grace_period"] == "30s"  # longer than the 15 s in which it drains


def test_the_example_explains_every_variable_that_is_read():
    explained = set(re.findall(r"^#? ?([A-Z_]+)=", EXAMPLE.read_text(), flags=re.MULTILINE))
    read = set(re.findall(r'said(?:\.get\(|\[|, )"([A-Z_]+)"', (ROOT / "api" / "settings.py").read_text()))
    used = {found["name"] for found in VARIABLE.finditer(COMPOSE.read_text())}

    assert len(read) > 9
    assert (read | used) - explained == set()


def test_the_example_gives_no_secret_away():
    filled = [line for line in EXAMPLE.read_text().splitlines() if re.match(r"[A-Z_]+=.", line)]

    assert filled == []
