"""A customer's last and next follow-up go with the follow-ups: made, changed, moved, deleted, brought back."""

from typing import Any

import httpx

from tests.web.api.conftest import CUSTOMERS

FOLLOW_UPS = "/api/v1/forms/follow_up/records"


async def customer(api: httpx.AsyncClient, name: str = "甲公司") -> str:
    return str((await api.post(CUSTOMERS, json={"name": name})).json()["id"])


async def follow_up(api: httpx.AsyncClient, customer: str, at: str, next_at: str | None = None) -> str:
    answer = await api.post(FOLLOW_UPS, json={"customer": customer, "content": "电话", "at": at, "next_at": next_at})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def kept(api: httpx.AsyncClient, customer: str) -> tuple[Any, Any]:
    values = (await api.get(f"{CUSTOMERS}/{customer}")).json()["values"]
    return (values["last_follow_up"] or "")[:10], (values["next_follow_up"] or "")[:10]


async def test_deleting_the_newest_follow_up_leaves_the_one_before(api: httpx.AsyncClient) -> None:
    id = await customer(api)
    first = await follow_up(api, id, "2026-11-30T10:00", "2027-01-10")
    second = await follow_up(api, id, "2026-12-01T10:00", "2027-02-20")
    await api.delete(f"{FOLLOW_UPS}/{second}")
    assert await kept(api, id) == ("2026-11-30", "2027-01-10")
    await api.delete(f"{FOLLOW_UPS}/{first}")
    assert await kept(api, id) == ("", "")
    await api.post(f"{FOLLOW_UPS}/{second}/restore")
    assert await kept(api, id) == ("2026-12-01", "2027-02-20")


async def test_a_follow_up_that_moves_is_forgotten_where_it_was(api: httpx.AsyncClient) -> None:
    old, new = await customer(api), await customer(api, "乙公司")
    moved = await follow_up(api, old, "2026-12-01T10:00", "2027-02-20")
    assert (await api.patch(f"{FOLLOW_UPS}/{moved}", json={"customer": new})).status_code == 200
    assert await kept(api, old) == ("", "")
    assert await kept(api, new) == ("2026-12-01", "2027-02-20")


async def test_a_next_day_that_is_taken_back_is_taken_back(api: httpx.AsyncClient) -> None:
    id = await customer(api)
    made = await follow_up(api, id, "2026-12-01T10:00", "2027-02-20")
    await api.patch(f"{FOLLOW_UPS}/{made}", json={"next_at": None})
    assert await kept(api, id) == ("2026-12-01", "")


async def test_what_a_person_set_themselves_stays(api: httpx.AsyncClient) -> None:
    id = await customer(api)
    made = await follow_up(api, id, "2026-12-01T10:00", "2027-02-20")
    await api.patch(f"{CUSTOMERS}/{id}", json={"next_follow_up": "2027-05-05"})
    await api.delete(f"{FOLLOW_UPS}/{made}")
    assert await kept(api, id) == ("", "2027-05-05")


async def test_an_old_page_does_not_overwrite_a_kept_value_unwarned(api: httpx.AsyncClient) -> None:
    id = await customer(api)
    etag = (await api.get(f"{CUSTOMERS}/{id}")).headers["etag"]
    await follow_up(api, id, "2026-12-01T10:00", "2027-02-20")
    late = await api.patch(f"{CUSTOMERS}/{id}", json={"next_follow_up": None}, headers={"if-match": etag})
    assert late.status_code in (409, 412)
    assert await kept(api, id) == ("2026-12-01", "2027-02-20")
