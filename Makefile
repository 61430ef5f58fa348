# Wharfside: `make help` lists what can be done. Needs Python 3.11 or newer and make, nothing else.
PYTHON ?= $(shell command -v python3.13 >/dev/null 2>&1 && python3.13 -c '' 2>/dev/null && echo python3.13 || echo python3)
BIN := .venv/bin
PORT ?= 8000
DATA ?= .wharfside

.PHONY: help install demo test check bench
.DEFAULT_GOAL := help

help:  ## This list.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'
