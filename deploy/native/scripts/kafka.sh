#!/usr/bin/env bash
# Apache Kafka (KRaft) on loopback, without Docker. Needs Java 17 and, to install, Maven.
#
#   kafka.sh install
#   kafka.sh version
#   kafka.sh start  DIR PORT [1|3]   brokers; starts those that do not run
#   kafka.sh stop   DIR [BROKER]
#   kafka.sh kill   DIR [BROKER]     SIGKILL, for tests of failures
#   kafka.sh status DIR              prints the pids; fails when none runs
#   kafka.sh tool   CLASS ARGS...    a command-line tool of the distribution, such as org.apache.kafka.tools.ConsoleProducer
#
# Broker N listens on PORT+N-1, its controller on PORT+brokers+N-1. DIR holds data, logs and pid files.
# Environment: ENGINES_HOME (where it is installed), KAFKA_HEAP, KAFKA_SESSION_MS, KAFKA_EXTRA (lines of configuration).
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=lib.sh
. "$here/lib.sh"

KAFKA_VERSION=4.3.1
SCALA_VERSION=2.13
LOG4J_VERSION=2.25.4 # the log4j-api that this Kafka depends on
DEPENDENCY_PLUGIN=3.8.1
KAFKA_HEAP=${KAFKA_HEAP:-512m}
# A killed broker is fenced, and its partitions get new leaders, after this long (Kafka's own default: 9000).
KAFKA_SESSION_MS=${KAFKA_SESSION_MS:-3000}
home="$ENGINES_HOME/kafka-$KAFKA_VERSION"

need_java() {
  need java "Kafka $KAFKA_VERSION needs a Java runtime, 17 or newer (Debian: openjdk-17-jre-headless)"
  local version
  version=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
  [ "${version%%.*}" -ge 17 ] 2>/dev/null || die "Kafka $KAFKA_VERSION needs Java 17 or newer; this is ${version:-unknown}"
}

jvm() { # <heap> command...
  java "-Xmx$1" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true \
    "-Dlog4j2.configurationFile=$here/log4j2.properties" -cp "$home/libs/*" "${@:2}"
}

is_installed() { [ -f "$home/.complete" ]; }

pom() {
  cat <<XML
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>engines-kafka</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_$SCALA_VERSION</artifactId><version>$KAFKA_VERSION</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>$KAFKA_VERSION</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>$LOG4J_VERSION</version></dependency>
  </dependencies>
</project>
XML
}

install() {
  need_java
  if is_installed; then return; fi
  need mvn "it resolves Kafka's jars (Debian: maven)"
  lock_install kafka
  if is_installed; then return; fi
  local draft="$home.draft"
  rm -rf "$draft" "$home"
  mkdir -p "$draft"
  pom >"$draft/pom.xml"
  say "resolving kafka $KAFKA_VERSION"
  mvn -q -B -ntp -C -f "$draft/pom.xml" -Dmaven.repo.local="$draft/m2" \
    "org.apache.maven.plugins:maven-dependency-plugin:$DEPENDENCY_PLUGIN:copy-dependencies" \
    -DincludeScope=runtime -DoutputDirectory="$draft/libs" >"$draft/mvn.log" 2>&1 9>&- ||
    failed "Maven could not resolve Kafka" "$draft/mvn.log"
  rm -rf "$draft/m2"
  : >"$draft/.complete"
  mv "$draft" "$home"
}

pid_files() { # <dir> [broker]
  local file
  if [ -n "${2:-}" ]; then printf '%s\n' "$1/$2/pid"; return; fi
  for file in "$1"/[123]/pid; do if [ -f "$file" ]; then printf '%s\n' "$file"; fi; done
}

cluster_id() { # <dir>: a Kafka uuid is 16 bytes in base64url that do not begin with '-'
  local id
  if [ ! -s "$1/cluster.id" ]; then
    while id=$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'); [ "${id:0:1}" = - ]; do :; done
    printf '%s\n' "$id" >"$1/cluster.id"
  fi
  cat "$1/cluster.id"
}

properties() { # <dir> <port> <brokers> <broker>
  local dir=$1 port=$2 brokers=$3 i=$4 voters='' v
  for ((v = 1; v <= brokers; v++)); do voters="$voters${voters:+,}$v@127.0.0.1:$((port + brokers + v - 1))"; done
  local replicas=$brokers insync=$(((brokers + 1) / 2)) listener="PLAINTEXT://127.0.0.1:$((port + i - 1))"
  cat <<CONF
process.roles=broker,controller
node.id=$i
controller.quorum.voters=$voters
listeners=$listener,CONTROLLER://127.0.0.1:$((port + brokers + i - 1))
advertised.listeners=$listener
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=$dir/$i/data
auto.create.topics.enable=false
default.replication.factor=$replicas
min.insync.replicas=$insync
offsets.topic.num.partitions=8
offsets.topic.replication.factor=$replicas
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=$replicas
transaction.state.log.min.isr=$insync
share.coordinator.state.topic.num.partitions=4
share.coordinator.state.topic.replication.factor=$replicas
share.coordinator.state.topic.min.isr=$insync
group.initial.rebalance.delay.ms=0
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=$KAFKA_SESSION_MS
log.cleaner.dedupe.buffer.size=16777216
log.cleaner.backoff.ms=1000
log.segment.bytes=67108864
${KAFKA_EXTRA:-}
CONF
}

format() { # <dir> <broker>
  if [ -f "$1/$2/data/meta.properties" ]; then return; fi
  jvm 128m kafka.tools.StorageTool format --ignore-formatted -t "$(cat "$1/cluster.id")" \
    -c "$1/$2/server.properties" >"$1/$2/format.log" 2>&1 8>&- || failed "formatting the storage of broker $2 failed" "$1/$2/format.log"
}

start() {
  local dir port=$2 brokers=${3:-1} i formats=() idle=() from=()
  is_installed || not_installed
  need_java
  dir=$(full_dir "$1")
  lock_dir "$dir"
  if [ -f "$dir/brokers" ] && [ "$(cat "$dir/brokers")" != "$brokers" ]; then
    die "$dir holds a cluster of $(cat "$dir/brokers") brokers, not $brokers; remove the folder, or use another"
  fi
  for ((i = 1; i <= brokers; i++)); do if ! running "$dir/$i/pid" >/dev/null; then idle+=("$i"); fi; done
  if [ ${#idle[@]} = 0 ]; then return; fi
  for i in "${idle[@]}"; do need_free $((port + i - 1)); need_free $((port + brokers + i - 1)); done
  cluster_id "$dir" >/dev/null
  printf '%s\n' "$brokers" >"$dir/brokers"
  for i in "${idle[@]}"; do
    mkdir -p "$dir/$i"
    properties "$dir" "$port" "$brokers" "$i" >"$dir/$i/server.properties"
    format "$dir" "$i" &
    formats+=($!)
  done
  for i in "${formats[@]}"; do wait "$i" || exit 1; done
  for i in "${idle[@]}"; do
    touch "$dir/$i/log"
    from[i]=$(wc -c <"$dir/$i/log")
    # Not the function: what is spawned has to be the process itself.
    spawn "$dir/$i/pid" "$dir/$i/log" java -Xms128m "-Xmx$KAFKA_HEAP" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
      "-Dlog4j2.configurationFile=$here/log4j2.properties" -cp "$home/libs/*" kafka.Kafka "$dir/$i/server.properties"
  done
  for i in "${idle[@]}"; do
    wait_for "broker $i" "$dir/$i/pid" "$dir/$i/log" log_says "$dir/$i/log" "${from[i]}" 'Kafka Server started'
  done
}

end() { # <signal> <dir> [broker]
  local files
  mapfile -t files < <(pid_files "$2" "${3:-}")
  if [ ${#files[@]} -gt 0 ]; then signal_all "$1" "${files[@]}"; fi
}

command=${1:-} dir=${2:-}
case $command in install | version | tool) ;; *) [ -n "$dir" ] || usage ;; esac
case $command in
  install) install ;;
  version) is_installed || not_installed; printf 'Apache Kafka %s\n' "$KAFKA_VERSION" ;;
  start) is_port "${3:-}" && [[ ${4:-1} =~ ^[13]$ ]] || usage; start "$dir" "$3" "${4:-1}" ;;
  stop) end TERM "$dir" "${3:-}" ;;
  kill) end KILL "$dir" "${3:-}" ;;
  status) mapfile -t files < <(pid_files "$dir"); status_of ${files[@]+"${files[@]}"} ;;
  tool) is_installed || not_installed; jvm 256m -Dengines.log=warn "${@:2}" ;;
  *) usage ;;
esac
