# make run     starts Clientele; makes what is missing first: environment, sample bank, database
# make load    loads a bank's files: make load FOLDER=path/to/files
# make add     adds the rows of a further month: make add FOLDER=path/to/files
# make report  says what is loaded: files, rows, what was set aside, who and when
# make test    every test (one file: make test TESTS=tests/test_units.py), in WORKERS processes
# make check   the style of the code, Python and SQL
# make bench   measures speed, memory and many readers: make bench SIZES="10k 100k" PARTS="load answers"
# make soak    twenty readers for an hour, and the memory in each minute: make soak SIZES=100k MINUTES=60
# make clean   removes the environment and caches; never the data folder nor bench
#
# PORT=8501 is where it listens, DATA=data where databases are kept, PYTHON=python3 what the environment is made of.
# Of bench: SIZES are those of the sample banks (10k 100k 1m), PARTS what is measured (load answers export browser users),
# PAGES of which pages, COMPARE=bench/….json a former result to stand beside the new one.

PORT ?= 8501
ifndef DATA
DATA := $(or $(CLIENTELE_DATA),data)
endif
PYTHON ?= python3
TESTS ?=
FOLDER ?=
SIZES ?=
PARTS ?=
PAGES ?=
COMPARE ?=
MINUTES ?= 60
WORKERS ?= 3

ENVIRONMENT = .venv
IN = $(ENVIRONMENT)/bin/python
PIP = $(IN) -m pip install --disable-pip-version-check --quiet

export CLIENTELE_DATA := $(DATA)

.PHONY: run bank load add report test check bench soak clean

run: bank
	@echo "Clientele is at http://localhost:$(PORT) - Ctrl+C stops it."
	@$(IN) -m streamlit run app.py --server.port "$(PORT)"

bank: $(ENVIRONMENT)/installed
	@test -f "$(DATA)/published" || { \
		{ test -d "$(DATA)/sample" || { \
			echo "Making the sample bank in $(DATA)/sample" && \
			mkdir -p "$(DATA)" && \
			$(IN) -m sample_data.make "$(DATA)/sample"; }; } && \
		echo "Loading the sample bank" && \
		$(IN) -m queries.load "$(DATA)/sample"; }

load: $(ENVIRONMENT)/installed
	@test -n "$(FOLDER)" || { \
		echo "Name the folder that holds the bank's files: make load FOLDER=path/to/files" >&2; exit 2; }
	@$(IN) -m queries.load "$(FOLDER)"

add: $(ENVIRONMENT)/installed
	@test -n "$(FOLDER)" || { \
		echo "Name the folder that holds the new rows: make add FOLDER=path/to/files" >&2; exit 2; }
	@$(IN) -m queries.load --add "$(FOLDER)"

report: $(ENVIRONMENT)/installed
	@$(IN) -m queries.load --report

test: $(ENVIRONMENT)/installed-dev
	@$(IN) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(TESTS)

check: $(ENVIRONMENT)/installed-dev
	@$(IN) -m ruff check .
	@PYTHONWARNINGS=ignore $(IN) -m sqlfluff lint queries --processes 2 --disable-progress-bar

bench: $(ENVIRONMENT)/installed-dev
	@$(IN) -m tests.bench $(if $(SIZES),--sizes $(SIZES)) $(if $(PARTS),--parts $(PARTS)) \
		$(if $(PAGES),--pages $(PAGES)) $(if $(COMPARE),--compare "$(COMPARE)")

soak: $(ENVIRONMENT)/installed-dev
	@$(IN) -m tests.bench --sizes $(or $(SIZES),100k) --parts soak --minutes "$(MINUTES)" \
		$(if $(COMPARE),--compare "$(COMPARE)")

clean:
	rm -rf $(ENVIRONMENT) .pytest_cache .ruff_cache pictures
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(ENVIRONMENT)/installed: requirements.txt
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "Clientele needs Python 3.11 or newer, and there is no $(PYTHON)." \
			"Install one, or name it: make run PYTHON=python3.12" >&2; exit 2; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Clientele needs Python 3.11 or newer; $(PYTHON) is $$("$(PYTHON)" --version 2>&1)." \
			"Name a newer one: make run PYTHON=python3.12" >&2; exit 2; }
	@echo "Making the environment $(ENVIRONMENT); this takes a minute or two"
	@"$(PYTHON)" -m venv $(ENVIRONMENT)
	@$(PIP) -r requirements.txt
	@touch $@

$(ENVIRONMENT)/installed-dev: requirements-dev.txt $(ENVIRONMENT)/installed
	@echo "Adding what the tests need"
	@$(PIP) -r requirements-dev.txt
	@touch $@
