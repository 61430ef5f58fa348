"""The demo's address of the API is a page for people; everybody else gets GraphQL alone."""

import httpx
from starlette.applications import Starlette

from api.explorer import explorer_routes


async def test_the_page_loads_only_what_is_its_own():
    app = Starlette(routes=explorer_routes())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop") as browser:
        page = await browser.get("/graphql", headers={"Accept": "text/html"})
        program = await browser.get("/graphql")
        files = [await browser.get(f"/graphql/explorer/explorer.{kind}") for kind in ("css", "js")]
        schema = await browser.get("/graphql/schema.graphql")

    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    assert "http" not in page.text.replace("http-equiv", "")
    assert [file.status_code for file in files] == [200, 200]
    assert "type Query" in schema.text
    assert program.status_code == 405
