# One image for every process of a shop: api, worker and bots differ by their command only.
FROM python:3.13-slim-trixie AS build
WORKDIR /build
RUN python -m venv /app/venv
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY api ./api
COPY bots ./bots
COPY schema ./schema
COPY stores ./stores
RUN /app/venv/bin/pip install --no-cache-dir --disable-pip-version-check -c constraints.txt .

FROM python:3.13-slim-trixie
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/app/venv/bin:$PATH LISTEN_HOST=0.0.0.0 PORT=8000
RUN useradd --system --uid 10001 --create-home --home-dir /data wharfside
COPY --from=build /app/venv /app/venv
USER wharfside
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
CMD ["python", "-m", "api", "serve"]
