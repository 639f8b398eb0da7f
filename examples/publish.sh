#!/bin/sh
# Publishes a CloudEvent, or a batch of them (a JSON array), with curl.
#   WAITLIST_TOKEN=ey… examples/publish.sh examples/events/tickets-sold-out.json
set -eu
file=$1
case $(head -c 1 "$file") in
  '[') type=application/cloudevents-batch+json ;;
  *) type=application/cloudevents+json ;;
esac
curl --silent --show-error --fail-with-body --retry 5 \
  "${WAITLIST_URL:-http://localhost:3000}/api/events" \
  --header "authorization: Bearer $WAITLIST_TOKEN" --header "content-type: $type" --data-binary "@$file"
echo
