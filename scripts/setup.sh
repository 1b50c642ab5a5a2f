# shellcheck shell=bash
# Sourced by scripts/run, scripts/test and .ci/run. `set_up [EXTRA]` makes .venv where there is none that works, and
# installs the package into it, editable, unless that was done before with the same pyproject.toml and constraints.txt.
#
# It needs python3 (3.11 or newer) with pip; PYTHON=/path/to/python names another. The versions of constraints.txt are
# those that figures/ and CI are made with. Where they cannot be had (a newer Python than they know), a user gets the
# newest versions that fit; CI does not.

unset CDPATH
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
venv="$root/.venv"

fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# Sets $python to an interpreter that is new enough.
find_python() {
  local candidate version found=""
  for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    version="$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      python="$candidate"
      return
    fi
    found="${found:-$version ($candidate)}"
  done
  [ -z "$found" ] || fail "needs Python 3.11 or newer, found $found; install one, or name it: PYTHON=/path/to/python"
  fail "${PYTHON:-python3} does not start; install Python 3.11 or newer with pip"
}

need_pip() {
  local version
  version="$("$python" -m pip --version 2>/dev/null)" ||
    fail "$python has no pip; install it (Debian, Ubuntu: apt install python3-pip; elsewhere: $python -m ensurepip)"
  version="${version#pip }"
  version="${version%% *}"
  case "$version" in
    [0-9].* | 1[0-9].* | 2[01].* | 22.[0-2] | 22.[0-2].*)
      fail "pip $version is too old to fill .venv; 22.3 or newer will do: $python -m pip install --user --upgrade pip" ;;
  esac
}

works() {
  [ -f "$venv/pyvenv.cfg" ] || return 1
  "$venv/bin/python" -c 'import encodings, sys; sys.exit(sys.prefix == sys.base_prefix)' >/dev/null 2>&1 || return 1
  # Commands in .venv name the folder they were installed in: after a move of the checkout they start nothing.
  [ ! -f "$venv/.made-in" ] || [ "$(cat "$venv/.made-in")" = "$root" ]
}

# install INTO ARGUMENTS...: pip in the environment INTO, which needs no pip of its own.
install() {
  local into="$1"
  shift
  PIP_USER=0 "$python" -m pip --python "$into/bin/python" install -qq --disable-pip-version-check --no-input "$@" \
    </dev/null
}

install_package() {
  local what="$root${1:+[$1]}"
  # Wheels only: a pinned version that would have to be compiled fails at once, not after minutes.
  install "$venv" --only-binary :all: --constraint "$root/scripts/constraints.txt" --editable "$what" && return
  [ -z "${CI:-}" ] || fail "the versions of scripts/constraints.txt cannot be installed; the lines above say why"
  printf '%s: trying without the pinned versions ...\n' "$(basename "$0")" >&2
  install "$venv" --editable "$what" ||
    fail "the installation failed; the lines above say why (it needs a network connection)"
}

set_up() {
  local extra="${1:-}" stamp="$venv/.installed-${1:-run}" wanted
  wanted="$(cat "$root/pyproject.toml" "$root/scripts/constraints.txt" | cksum)"
  if works && [ -x "$venv/bin/eventstudy" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    return
  fi
  find_python
  need_pip
  printf '%s: setting up .venv (the first time takes a minute or two) ...\n' "$(basename "$0")" >&2
  if ! works; then
    rm -rf "$venv"
    "$python" -m venv --without-pip "$venv" || fail "cannot make $venv; the lines above say why"
    printf '%s\n' "$root" >"$venv/.made-in"
  fi
  rm -f "$venv"/.installed-*
  install_package "$extra"
  printf '%s\n' "$wanted" | tee "$stamp" >"$venv/.installed-run"
}
