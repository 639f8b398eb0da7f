# shellcheck shell=bash
# What the engine scripts share: messages, packages, and processes that are known by their pid files.
# A pid file holds "<pid> <start time>", so that a pid used again by the system is never signalled.
set -euo pipefail

ENGINES_HOME=${ENGINES_HOME:-${HOME:?HOME is not set; set ENGINES_HOME}/.cache/waitlist-engines}
START_TIMEOUT=${START_TIMEOUT:-60}
# The last of three brokers may wait in vain for a quorum when all are stopped; it is then killed.
STOP_TIMEOUT=${STOP_TIMEOUT:-10}

say() { printf '%s: %s\n' "$(basename "$0" .sh)" "$*" >&2; }
die() { say "error: $*"; exit 1; }
# The comment at the head of the script is its help.
usage() { sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p;}' "$0" >&2; exit 2; }
need() { command -v "$1" >/dev/null 2>&1 || die "$1 is missing; $2"; }

# --- installing --------------------------------------------------------------

lock_install() { # <name>: one installation of a thing at a time
  mkdir -p "$ENGINES_HOME"
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$ENGINES_HOME/.$1.lock"
    flock -w 600 9 || die "another installation holds $ENGINES_HOME/.$1.lock"
  fi
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then sudo -n "$@"
  else return 1; fi
}

apt_install() { # <package>...
  need apt-get "only Debian's apt is known here; install $* by hand"
  as_root true || die "installing $* needs root, or sudo without a password"
  local log="$ENGINES_HOME/apt.log"
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends
    -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@")
  say "apt-get install $*"
  as_root "${install[@]}" >"$log" 2>&1 9>&- && return
  as_root apt-get update -q >>"$log" 2>&1 9>&- || true
  as_root "${install[@]}" >>"$log" 2>&1 9>&- || failed "apt-get install $* failed" "$log"
}

install_python() { # <folder> <package>...: a virtual environment of its own; `.complete` says that it is whole
  local folder=$1 log="$ENGINES_HOME/pip.log"
  shift
  need python3 "Python 3.9 or newer is needed (Debian: python3-venv)"
  lock_install python
  if [ -f "$folder/.complete" ]; then return; fi
  say "installing $1"
  # Debian has venv in a package of its own.
  python3 -m venv --clear "$folder" >"$log" 2>&1 9>&- || apt_install python3-venv
  python3 -m venv --clear "$folder" >>"$log" 2>&1 9>&- || failed "python3 -m venv failed" "$log"
  "$folder/bin/python" -m pip install -q --disable-pip-version-check "$@" >>"$log" 2>&1 9>&- ||
    failed "pip could not install $1" "$log"
  : >"$folder/.complete"
}

not_installed() { die "not installed; run $0 install"; }

failed() { # <what> <log>: dies, and shows the end of the log
  tail -n 20 "$2" >&2
  die "$1 (see $2)"
}

# --- processes ---------------------------------------------------------------

full_dir() { mkdir -p "$1" && (cd "$1" && pwd -P); }

lock_dir() { # two starts in one folder take turns
  if command -v flock >/dev/null 2>&1; then
    exec 8>"$1/.lock"
    flock -w "$START_TIMEOUT" 8 || die "another start is under way in $1"
  fi
}

born() {
  if [ -r "/proc/$1/stat" ]; then sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20
  else ps -o lstart= -p "$1" 2>/dev/null | tr -s ' ' _; fi
}

running() { # <pidfile>: prints the pid
  local pid since
  [ -f "$1" ] && read -r pid since <"$1" && kill -0 "$pid" 2>/dev/null || return 1
  case $(ps -o stat= -p "$pid" 2>/dev/null) in Z*) return 1 ;; esac
  [ "$(born "$pid")" = "$since" ] && printf '%s' "$pid"
}

is_port() { [[ ${1:-} =~ ^[0-9]{1,5}$ ]] && [ "$1" -gt 0 ] && [ "$1" -lt 65536 ]; }
port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
need_free() { if port_open "$1"; then die "port $1 is in use"; fi; }

spawn() { # <pidfile> <logfile> command...: in a session of its own, so that Ctrl-C does not reach it
  local pidfile=$1 log=$2 pid
  shift 2
  local session=()
  if command -v setsid >/dev/null 2>&1; then session=(setsid); fi
  ${session[@]+"${session[@]}"} "$@" >>"$log" 2>&1 </dev/null 8>&- 9>&- &
  pid=$!
  disown "$pid" 2>/dev/null || true
  printf '%s %s\n' "$pid" "$(born "$pid")" >"$pidfile"
}

wait_for() { # <what> <pidfile> <logfile> command...: until the command succeeds
  local what=$1 pidfile=$2 log=$3 end=$((SECONDS + START_TIMEOUT))
  shift 3
  until "$@"; do
    running "$pidfile" >/dev/null || failed "$what ended while starting" "$log"
    [ "$SECONDS" -lt "$end" ] || failed "$what was not ready within $START_TIMEOUT s" "$log"
    sleep 0.1
  done
}

log_says() { # <logfile> <bytes that were there before> <text>
  # Not -q: grep would end at the first hit, and tail, with more to write, would fail the pipe.
  tail -c "+$(($2 + 1))" "$1" 2>/dev/null | grep -F -e "$3" >/dev/null
}

signal_all() { # <signal> <pidfile>...: signals all of them, then waits for all
  local signal=$1 file pid live end=$((SECONDS + STOP_TIMEOUT))
  shift
  for file in "$@"; do if pid=$(running "$file"); then kill "-$signal" "$pid" 2>/dev/null || true; fi; done
  while :; do
    live=()
    for file in "$@"; do if pid=$(running "$file"); then live+=("$pid"); fi; done
    [ ${#live[@]} -gt 0 ] || break
    if [ "$SECONDS" -ge "$end" ]; then
      say "not stopped within $STOP_TIMEOUT s; killing ${live[*]}"
      kill -KILL "${live[@]}" 2>/dev/null || true
      end=$((SECONDS + STOP_TIMEOUT))
    fi
    sleep 0.1
  done
  for file in "$@"; do rm -f "$file"; done
}

status_of() { # <pidfile>...: prints the pids; fails when none runs
  local file pid some=1
  for file in "$@"; do if pid=$(running "$file"); then some=0; printf '%s\n' "$pid"; fi; done
  return $some
}
