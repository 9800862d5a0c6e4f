# Three stages: front-end sources, Python packages, and an image with only what runs.
FROM docker.io/library/node:20-bookworm-slim AS node
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM docker.io/library/python:3.11-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --no-cache-dir --no-compile --require-hashes --no-deps -r requirements.txt
COPY . .
COPY --from=node /src/node_modules node_modules
COPY --from=node /usr/local/bin/node /usr/local/bin/node
# Static files get their hash in the name here, once. KRING_ENV asks for settings no build should know.
RUN /venv/bin/python scripts/build_assets.py \
    && /venv/bin/python -m scripts.compile_messages \
    && KRING_ENV=production SECRET_KEY=build KRING_URL=https://build.invalid ALLOWED_HOSTS=build.invalid \
       DATABASE_URL=postgres://build REDIS_URL=redis://build EMAIL_URL=smtp://build DEFAULT_FROM_EMAIL=build \
       STATIC_ROOT=/src/static-root KRING_VAR=/tmp/var /venv/bin/python manage.py collectstatic --noinput \
    && /venv/bin/python -m whitenoise.compress --quiet --no-brotli /src/static-root \
    && rm -rf node_modules tests bench

FROM docker.io/library/python:3.11-slim-bookworm
RUN apt-get update --quiet=2 \
    && apt-get install --yes --quiet=2 --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 \
       libharfbuzz-subset0 fontconfig fonts-dejavu-core fonts-noto-color-emoji openssl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home kring \
    && install --directory --owner kring --group kring --mode 750 /srv/kring
COPY --from=build /venv /venv
COPY --from=build /src /app
WORKDIR /app
USER kring
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 KRING_ENV=production KRING_VAR=/srv/kring \
    STATIC_ROOT=/app/static-root
VOLUME /srv/kring
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-m", "scripts.healthcheck"]
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
     "--threads", "16", "--preload", "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-", \
     "--logger-class", "portal.access_log.AccessLogger"]
