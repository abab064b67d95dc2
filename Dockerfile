# The light install, without torch, as a user without rights. Build: docker build -t vscan .
# Run: docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/src:ro" vscan .
FROM python:3.13-slim AS build
WORKDIR /build
COPY constraints.txt pyproject.toml README.md LICENSE ./
COPY scanner scanner
COPY trainer trainer
COPY rules rules
RUN python -m venv /opt/vscan \
 && /opt/vscan/bin/pip install --no-cache-dir --constraint constraints.txt . \
 && /opt/vscan/bin/pip uninstall --yes pip

FROM python:3.13-slim
# git is for --diff and --staged. Its version is the base image's, which is renewed for security fixes.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home vscan
COPY --from=build /opt/vscan /opt/vscan
ENV PATH=/opt/vscan/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    VSCAN_CACHE_DIR=/tmp/vscan-cache
USER 10001
WORKDIR /src
ENTRYPOINT ["vscan"]
CMD ["--help"]
