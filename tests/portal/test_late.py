"""A start does not wait for the API; whoever asks for it finds all of it."""

from __future__ import annotations

import subprocess
import sys

from django.test import Client
from django.urls import reverse

_ADDRESSES = """
import sys
import django; django.setup()
from django.urls import reverse
print(reverse("desk:board"), "ninja" in sys.modules)
print(reverse("api:openapi-json"), "ninja" in sys.modules)
"""


def test_the_address_of_a_page_is_found_without_loading_the_api() -> None:
    told = subprocess.run(
        [sys.executable, "-c", _ADDRESSES], capture_output=True, text=True, check=True
    )

    assert told.stdout.split() == ["/", "False", "/api/v1/openapi.json", "True"]


def test_the_api_is_found_by_its_names_and_by_its_addresses(client: Client) -> None:
    answer = client.get(reverse("api:openapi-json"))

    assert answer.status_code == 200
    assert "/api/v1/figures" in answer.json()["paths"]
