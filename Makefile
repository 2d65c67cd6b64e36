# Targets with a ## line are listed by `make help`.
GO ?= go
PKGS ?= ./...
FUZZTIME ?= 10s
# Modules of their own, for what users of concord must not pull.
MODULES ?= specs/diff/crosscheck runner/sdktest cmd/concord/recipes/readers

.PHONY: help run test gen lint bench fuzz selftest build

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## the main job: every case against the embedded mock
	@$(GO) run ./cmd/concord run

build: ## the program, as ./concord
	$(GO) build -trimpath -o concord ./cmd/concord

test: ## all tests
	$(GO) tool gotestsum --format pkgname-and-test-fails -- $(PKGS)
	@for m in $(MODULES); do \
		if ! (cd $$m && $(GO) list -deps -test ./... >/dev/null 2>&1); then echo "SKIP $$m: its modules cannot be had"; continue; fi; \
		echo "$$m" && (cd $$m && $(GO) test ./...) || exit 1; done
	@if [ -d runner/sdktest/npm/node_modules ]; then cd runner/sdktest/npm && npm test; \
		else echo "SKIP runner/sdktest/npm: its modules are not installed (npm ci --prefix runner/sdktest/npm)"; fi

gen: ## write the generated files anew
	$(GO) generate ./...

lint: ## go vet, gofmt and the import rule
	$(GO) vet ./...
	@out=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$out" ]; then echo "gofmt -w these files:"; echo "$$out"; exit 1; fi
	$(GO) test -run TestImportRule ./cmd/concord

bench: ## the benchmarks, as ratios taken in one run
	$(GO) test -run '^$$' -bench . -benchtime 2s ./schemas/judge ./runner ./runner/gate ./runner/mock ./specs ./reports

# Minimizing takes a minute for each find unless it is bounded.
fuzz: ## each fuzz test for FUZZTIME (10s)
	@for p in $$(git grep -l '^func Fuzz' -- '*_test.go' | xargs -n1 dirname | sort -u); do \
		for f in $$($(GO) test -list '^Fuzz' ./$$p | grep '^Fuzz'); do echo "$$p $$f"; \
			$(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x ./$$p || exit 1; done; done

selftest: ## break answers on purpose and see each fault found
	@$(GO) run ./cmd/concord selftest
