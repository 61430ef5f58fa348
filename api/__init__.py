"""The web application: HTTP, websockets, and who is asking."""
