#!/bin/sh
# Publishes one CloudEvent on the topic of its type, with kcat (https://github.com/edenhill/kcat) and jq.
#   KAFKA_BROKERS=127.0.0.1:9092 examples/publish-kcat.sh examples/events/tickets-sold-out.json
# The key is the eventId, so that all of an event is on one partition; the product puts right what hashes otherwise.
set -eu
file=$1
topic=${KAFKA_PREFIX:-}$(jq -r .type "$file")
key=$(jq -r .data.eventId "$file")
jq -c . "$file" | kcat -P -b "$KAFKA_BROKERS" -t "$topic" -k "$key" \
  -X acks=all -X partitioner=murmur2_random -H 'content-type=application/cloudevents+json; charset=utf-8'
