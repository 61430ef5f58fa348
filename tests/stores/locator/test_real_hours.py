"""Opening hours that real shops have written, beside what another reader makes of them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stores.locator.rules import Hours, is_understood, opening_at

ORACLE = Path("../shared/data/hours/opening_hours_oracle.jsonl")


@pytest.mark.skipif(not ORACLE.exists(), reason=f"needs {ORACLE}")
def test_real_hours_are_read_as_others_read_them():
    wrong = []
    for line in ORACLE.read_text("utf-8").splitlines():
        case = json.loads(line)
        assert is_understood(case["expr"]) == case["valid"]
        hours = Hours(case["expr"], "UTC", "XX")
        for moment, (state, _) in case["at_no_country"].items() if case["valid"] else ():
            seen = opening_at(hours, datetime.fromisoformat(moment).replace(tzinfo=UTC)).is_open
            if seen != (state == "open"):
                wrong.append((case["expr"], moment, state))

    assert wrong == []
