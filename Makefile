# What a user and a machine run. `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

SWIFT_WANTED := 6.2
PREFIX ?= /usr
DESTDIR ?=
SYSCONF ?= /etc
LAB := Tests/Lab/lab
SOURCES := Package.swift Sources Monkeys Tests
# The binary to ship has a folder of its own: its flags would rebuild what the tests use.
RELEASE_FLAGS := --scratch-path .build-release -c release --static-swift-stdlib -Xlinker -s
# `test` and the lab run optimized code, as users do (emulated, it is also three times as fast); `check` is quick to build.
CONFIGURATION ?= debug
test lab demo bench: CONFIGURATION := release
TEST_FLAGS = $(if $(filter release,$(CONFIGURATION)),-c release -Xswiftc -enable-testing)

.PHONY: help build release demo test unit check lint format bench lab lab-shell install uninstall clean needs

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

needs: ## The toolchain and the Debian packages that a build needs, installed if root
	@Tests/Lab/needs-build $(SWIFT_WANTED)

build: needs ## A debug build
	swift build

release: needs ## The binary to ship: static Swift runtime, stripped
	swift build $(RELEASE_FLAGS)
	@ls -l "$$(swift build $(RELEASE_FLAGS) --show-bin-path)/monkey"

demo: needs ## Opt nginx in, unleash latency and kill on it, watch, roll back, show the trail (HOST=1: without the VM)
	@TEST_FLAGS='$(TEST_FLAGS)' Tests/Lab/demo $(if $(HOST),--host)

test: lint unit lab ## Everything: lint, unit tests, the lab

unit: needs ## The tests that need no lab
	swift build --build-tests $(TEST_FLAGS)
	Tests/Lab/unit $(CONFIGURATION)

check: lint unit ## The quick part of the tests: lint and unit tests

lint: needs ## Formatting, and the shell scripts' syntax
	swift format lint --strict -p -r $(SOURCES)
	@for script in $$(grep -rlE '^#!/(usr/)?bin/(env )?(bash|sh)' Tests/Lab .ci); do bash -n "$$script"; done

format: needs ## Put every file into the project's format
	swift format format -i -p -r $(SOURCES)

bench: needs ## Speed and memory as ratios against peers and raw tools
	@TEST_FLAGS='$(TEST_FLAGS)' RELEASE_FLAGS='$(RELEASE_FLAGS)' Tests/Lab/bench

lab: needs ## The tests on a real host: a Debian VM with systemd
	swift build --build-tests $(TEST_FLAGS)
	$(LAB) needs
	$(LAB) image
	$(LAB) test --time-limit 1800 .build/$(CONFIGURATION)
	$(LAB) cuts .build/$(CONFIGURATION)

lab-shell: needs ## A root shell in the VM, with monkey installed
	swift build
	$(LAB) needs
	$(LAB) image
	$(LAB) shell

install: ## Install the release build under PREFIX (/usr), with its units, man page and completions
	@Tests/Lab/install "$(DESTDIR)" "$(PREFIX)" "$(SYSCONF)"

uninstall: ## Remove what install put there; policies and the trail stay
	@Tests/Lab/install --remove "$(DESTDIR)" "$(PREFIX)" "$(SYSCONF)"

clean: ## Remove what builds made; the lab's cached image too
	rm -rf .build .build-* .lab .bench
