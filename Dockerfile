# Two stages: the driver is compiled where there is a compiler, and runs where there is none.
FROM python:3.13-slim-bookworm AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc libc6-dev libpq-dev \
 && rm -rf /var/lib/apt/lists/*
COPY requirements/image.lock /requirements/
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r /requirements/image.lock

FROM python:3.13-slim-bookworm
# WeasyPrint's libraries, the driver's libpq, and fonts for what the vendored ones lack.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libpq5 fontconfig fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /app ranpptppo
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=ranpptppo.settings \
    VAR_DIR=/app/var \
    STATIC_ROOT=/app/collected \
    XDG_CACHE_HOME=/tmp
COPY --from=build /venv /venv
WORKDIR /app
COPY manage.py ./
COPY ranpptppo ranpptppo
COPY clusters clusters
COPY actions actions
COPY reports reports
COPY templates templates
COPY static static
# The key of this line signs nothing: it lives as long as the line.
RUN SECRET_KEY=only-while-collecting python manage.py collectstatic --no-input --ignore redoc --verbosity 0 \
 && chmod 0700 /app/var && chown -R ranpptppo /app/var
USER ranpptppo
EXPOSE 8000
CMD ["gunicorn", "ranpptppo.wsgi", "--bind", "0.0.0.0:8000", "--workers", "4", "--threads", "4", "--timeout", "60", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
