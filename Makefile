# The README says what each of these does and how long it takes.
.PHONY: run test check bench

run:
	scripts/run

test:
	scripts/test

check:
	scripts/check

bench:
	scripts/bench
