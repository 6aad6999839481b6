# 督办 duban. `make run` and `make test` need the Rust toolchain only; what else is missing they install or name.
.PHONY: run test browser contract lint openapi record deny sbom bench faults set-up
export CARGO_TERM_COLOR ?= auto

set-up:
	@sh tests/set-up.sh

# Unoptimised, because it is for looking at the service and shares what it builds with the tests; the image is the optimised one.
run: set-up
	cargo run --locked -- serve

# The whole suite on SQLite, then on a PostgreSQL that is started for it (or yours: TEST_DATABASE_URL).
test: set-up
	env -u TEST_DATABASE_URL cargo test --locked
	bash tests/with-postgres.sh cargo test --locked --test api --test cli

# Pages in a headless Chromium: the documentation, and pages of other origins (Debian: apt-get install chromium chromium-driver). Not part of `make test`.
browser: set-up
	cargo build --locked
	python3 tests/browser/origins.py target/debug/duban
	python3 tests/browser/docs.py target/debug/duban
	python3 tests/browser/example.py target/debug/duban

# The document is enough for a client: linters, the gate against breaks, three generated clients, generated calls on both databases. Needs
# npm, a JDK and the network for the tools; PARTS="gate lint" chooses.
contract: set-up
	cargo build --locked
	env -u TEST_DATABASE_URL python3 tests/contract/run.py $(PARTS)
	$(if $(PARTS),,bash tests/with-postgres.sh python3 tests/contract/run.py schemathesis)

lint: set-up
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps

# Accepts a change of the contract; the diff is then reviewed like code.
openapi:
	UPDATE_OPENAPI=1 cargo test --locked --test api document::the_committed_document_is_current

# The whole suite, for what it sees: examples of answers and codes of problems that the document lacks go into openapi/examples.json and
# openapi/codes.json. What is there stays for as long as it fits; delete an entry to have it anew.
record: set-up
	rm -f target/recording.jsonl
	env -u TEST_DATABASE_URL RECORD=$(CURDIR)/target/recording.jsonl cargo test --locked --test api -- --skip recorded:: --skip document::
	UPDATE_RECORDED=$(CURDIR)/target/recording.jsonl cargo test --locked --test api recorded::the_recorded_files_are_current
	$(MAKE) openapi

# Licences, sources, known holes of the dependencies (deny.toml). Needs `cargo install cargo-deny --locked`, and the network for the last.
deny:
	cargo deny --all-features check

# The bill of materials: CycloneDX JSON.
sbom: set-up
	@mkdir -p target
	python3 .ci/sbom.py > target/duban.cdx.json

bench: set-up
	bash benches/run.sh

# What docs/operations.md promises of faults, on both databases, against the real binary; PARTS="sqlite postgres small" chooses.
faults: set-up
	cargo build --locked
	python3 tests/faults/run.py $(PARTS)
