#!/usr/bin/env bash
# Redis on loopback, without Docker. Nothing is kept on disk unless REDIS_APPENDONLY=yes.
#
#   redis.sh install
#   redis.sh version
#   redis.sh start  DIR PORT
#   redis.sh stop   DIR
#   redis.sh kill   DIR        SIGKILL, for tests of failures
#   redis.sh status DIR        prints the pid; fails when it does not run
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# Debian's redis-server package starts a service when it is installed. The server itself ships in redis-tools too:
# redis-check-rdb is the same program, told apart by the name it is called by.
server() {
  local name link="$ENGINES_HOME/bin/redis-server"
  for name in redis-server valkey-server; do
    if command -v "$name"; then return; fi
  done
  name=$(command -v redis-check-rdb) || return 1
  mkdir -p "${link%/*}"
  ln -sfn "$name" "$link"
  printf '%s\n' "$link"
}

install() {
  if server >/dev/null; then return; fi
  lock_install redis
  server >/dev/null || apt_install redis-tools
  server >/dev/null || die "redis-tools brought no server"
}

answers() { # <port>: PONG, not -LOADING
  local line=
  { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'PING\r\n' >&3
  read -r -t 2 line <&3 || true
  exec 3>&-
  [[ $line == +PONG* ]]
}

start() {
  local dir program
  program=$(server) || not_installed
  dir=$(full_dir "$1")
  lock_dir "$dir"
  if running "$dir/pid" >/dev/null; then return; fi
  need_free "$2"
  spawn "$dir/pid" "$dir/log" "$program" --bind 127.0.0.1 --port "$2" --dir "$dir" --daemonize no \
    --save '' --appendonly "${REDIS_APPENDONLY:-no}"
  wait_for redis "$dir/pid" "$dir/log" answers "$2"
}

command=${1:-} dir=${2:-}
case $command in install | version) ;; *) [ -n "$dir" ] || usage ;; esac
case $command in
  install) install ;;
  version) server >/dev/null || not_installed; "$(server)" --version | sed -E 's/^(Redis|Valkey) server v=([^ ]*).*/\1 \2/' ;;
  start) is_port "${3:-}" || usage; start "$dir" "$3" ;;
  stop) signal_all TERM "$dir/pid" ;;
  kill) signal_all KILL "$dir/pid" ;;
  status) status_of "$dir/pid" ;;
  *) usage ;;
esac
