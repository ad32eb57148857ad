# The tasks of the house. Go, git and make are enough for `make demo`; make test
# adds a PostgreSQL server and Chromium, see scripts/test-setup.

GO      ?= go
FUZZTIME ?= 60s
BENCH   ?= .
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
TESTPG  := $(GO) run ./internal/sqldb/dbtest/cmd/testpg

.DEFAULT_GOAL := help
.PHONY: help build demo shots test check notices bench fuzz soak crash race clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build bin/songnuan, one static program
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/songnuan ./cmd/songnuan

demo: build ## build, lay a made-up office with a campaign under way, and serve it
	bin/songnuan demo

test: ## run all tests on both database engines, with one short pass of the long runs
	scripts/test-setup
	SOAK=short $(TESTPG) $(GO) test -timeout 15m ./...

check: ## format, vet, lint, and whether generated files are fresh
	scripts/check

notices: ## write THIRD-PARTY-NOTICES.md anew
	cd tools && $(GO) run ./notices ..

shots: ## picture every page in every size and mode, into SHOTS (shots/)
	mkdir -p $(or $(SHOTS),shots)
	SONGNUAN_SHOTS=$(abspath $(or $(SHOTS),shots)) $(GO) test ./internal/web/webtest -run EveryPage -count 1 -timeout 20m

bench: ## run the benchmarks (BENCH=pattern, BENCHTIME=5s)
	$(TESTPG) $(GO) test -run '^$$' -bench '$(BENCH)' $(if $(BENCHTIME),-benchtime $(BENCHTIME)) -benchmem -timeout 2h ./...

fuzz: ## run each fuzz target for a minute (FUZZTIME=10s)
	FUZZTIME=$(FUZZTIME) scripts/fuzz

# Long tests are named TestSoak… and run at full length where SOAK is "long".
soak: ## run the long tests at full length
	SOAK=long $(TESTPG) $(GO) test -run Soak -count 1 -timeout 4h ./...

crash: ## kill the program under load of payments 200 times, on both engines
	SOAK=long $(TESTPG) $(GO) test ./internal/cli -run SoakPayments -count 1 -timeout 4h -v

race: ## run all tests under the race detector; needs a C compiler
	CGO_ENABLED=1 $(TESTPG) $(GO) test -race -timeout 60m ./...

clean: ## delete what was built
	rm -rf bin
