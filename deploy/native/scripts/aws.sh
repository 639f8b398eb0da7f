#!/usr/bin/env bash
# A stand-in for AWS SESv2 and SNS on loopback: moto, with a few routes of its own (see aws-server.py). Needs Python 3.9.
#
#   aws.sh install
#   aws.sh version
#   aws.sh start  DIR PORT
#   aws.sh stop   DIR
#   aws.sh kill   DIR        SIGKILL, for tests of failures
#   aws.sh status DIR        prints the pid; fails when it does not run
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib.sh
. "$here/lib.sh"

MOTO_VERSION=5.2.5
home="$ENGINES_HOME/aws-$MOTO_VERSION"

is_installed() { [ -f "$home/.complete" ] && "$home/bin/python" -c 'import moto' 2>/dev/null; }

make_environment() { # Debian has venv in a package of its own
  python3 -m venv --clear "$home" >"$ENGINES_HOME/pip.log" 2>&1 9>&- && return
  apt_install python3-venv
  python3 -m venv --clear "$home" >>"$ENGINES_HOME/pip.log" 2>&1 9>&- || failed "python3 -m venv failed" "$ENGINES_HOME/pip.log"
}

install() {
  if is_installed; then return; fi
  need python3 "moto runs on Python 3.9 or newer (Debian: python3-venv)"
  lock_install aws
  if is_installed; then return; fi
  say "installing moto $MOTO_VERSION"
  make_environment
  # Not moto[server]: that extra brings 200 MB that SES and SNS do not use.
  "$home/bin/python" -m pip install -q --disable-pip-version-check "moto==$MOTO_VERSION" 'flask<4' flask-cors \
    >>"$ENGINES_HOME/pip.log" 2>&1 9>&- || failed "pip could not install moto $MOTO_VERSION" "$ENGINES_HOME/pip.log"
  : >"$home/.complete"
}

start() {
  local dir
  is_installed || die "not installed; run $0 install"
  dir=$(full_dir "$1")
  lock_dir "$dir"
  if running "$dir/pid" >/dev/null; then return; fi
  need_free "$2"
  spawn "$dir/pid" "$dir/log" env "MOTO_PORT=$2" "$home/bin/python" "$here/aws-server.py" "$2"
  wait_for 'the stand-in' "$dir/pid" "$dir/log" port_open "$2"
}

command=${1:-} dir=${2:-}
case $command in install | version) ;; *) [ -n "$dir" ] || usage ;; esac
case $command in
  install) install ;;
  version) printf 'moto %s (SES, SNS)\n' "$MOTO_VERSION" ;;
  start) is_port "${3:-}" || usage; start "$dir" "$3" ;;
  stop) signal_all TERM "$dir/pid" ;;
  kill) signal_all KILL "$dir/pid" ;;
  status) status_of "$dir/pid" ;;
  *) usage ;;
esac
