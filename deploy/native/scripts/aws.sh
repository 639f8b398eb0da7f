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

is_installed() { [ -f "$home/.complete" ]; }

# Not moto[server]: that extra brings 200 MB that SES and SNS do not use.
install() { is_installed || install_python "$home" "moto==$MOTO_VERSION" 'flask<4' flask-cors; }

start() {
  local dir
  is_installed || not_installed
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
  version) is_installed || not_installed; printf 'moto %s (SES, SNS)\n' "$MOTO_VERSION" ;;
  start) is_port "${3:-}" || usage; start "$dir" "$3" ;;
  stop) signal_all TERM "$dir/pid" ;;
  kill) signal_all KILL "$dir/pid" ;;
  status) status_of "$dir/pid" ;;
  *) usage ;;
esac
