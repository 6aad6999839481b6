# The production image: one binary, TLS towards PostgreSQL, no shell tools beyond Debian's slim base, not root.
FROM rust:1.89-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends perl make && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN cargo build --release --locked --features postgres-tls

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin duban \
    && install -d -o duban -g duban /data /attachments /checkpoints
COPY --from=build /src/target/release/duban /usr/local/bin/duban
USER 10001
WORKDIR /data
ENV DUBAN_LISTEN=0.0.0.0:8080 DUBAN_PROFILE=production DUBAN_LOG_JSON=true
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD curl -fsS http://127.0.0.1:8080/health/ready
ENTRYPOINT ["duban"]
CMD ["serve"]
