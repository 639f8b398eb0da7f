#!/usr/bin/env bash
# A Kafka producer that is not ours, for tests: the Python client on librdkafka, which hashes keys in its own way and here
# compresses with zstd. Needs Python 3.9.
#
#   python-client.sh install
#   python-client.sh version
#   python-client.sh produce BROKERS TOPIC   records on stdin, one JSON a line: {"key", "value", "headers"}
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib.sh
. "$here/lib.sh"

CLIENT=confluent-kafka==2.16.1
home="$ENGINES_HOME/python-${CLIENT/==/-}"

is_installed() { [ -f "$home/.complete" ]; }

case ${1:-} in
  install) is_installed || install_python "$home" "$CLIENT" ;;
  version) is_installed || not_installed; printf '%s\n' "${CLIENT/==/ }" ;;
  produce) [ $# = 3 ] || usage; is_installed || not_installed; exec "$home/bin/python" "$here/produce.py" "$2" "$3" ;;
  *) usage ;;
esac
