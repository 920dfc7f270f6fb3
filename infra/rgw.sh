#!/usr/bin/env bash
# A real S3 server for the tests: one Ceph monitor, one object store daemon and the RADOS gateway, on loopback, without systemd.
#   infra/rgw.sh start DIR [PORT [MONITOR_PORT]]   S3 at http://127.0.0.1:PORT (7480), all data under DIR (a new or an own folder)
#   infra/rgw.sh user DIR                          a new user: access key and secret key on one line
#   infra/rgw.sh stop DIR                          ends what start began and waits for it
# Needs ceph-mon ceph-osd ceph-common radosgw (infra/test-deps.sh).
set -euo pipefail

usage() { sed -n '2,5s/^# *//p' "$0" >&2; exit 2; }
[ $# -ge 2 ] || usage
verb=$1
dir=$(realpath -m "$2")
port=${3:-7480}
monitor=${4:-6789}
conf=$dir/ceph.conf

write_conf() {
  cat > "$conf" <<CONF
[global]
fsid = $1
mon host = [v1:127.0.0.1:$monitor]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
public network = 127.0.0.0/8
ms bind ipv6 = false
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
osd crush update on start = false
osd class update on start = false
osd objectstore = bluestore
osd memory target = 1073741824
bluestore block create = true
bluestore block size = 6442450944
mon allow pool size one = true
mon warn on pool no redundancy = false
mon max pg per osd = 1000
run dir = $dir/run
admin socket = $dir/run/\$cluster-\$name.\$pid.asok
pid file = $dir/run/\$name.pid
log file = $dir/log/\$name.log
mon data = $dir/mon
osd data = $dir/osd
setuser = $(id -un)
setgroup = $(id -gn)
[client.rgw.a]
rgw frontends = beast endpoint=127.0.0.1:$port
rgw data = $dir/rgw
keyring = $dir/keyring
CONF
}

start_monitor() {
  monmaptool --create --addv a "[v1:127.0.0.1:$monitor]" --fsid "$1" "$dir/monmap" > /dev/null
  ceph-mon -c "$conf" --mkfs -i a --monmap "$dir/monmap" --keyring "$dir/keyring"
  ceph-mon -c "$conf" -i a
}

start_osd() {
  local uuid
  uuid=$(cat /proc/sys/kernel/random/uuid)
  timeout 30 ceph -c "$conf" osd new "$uuid" > /dev/null
  ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$uuid"
  timeout 30 ceph -c "$conf" osd crush add osd.0 1.0 root=default host=localhost
  ceph-osd -c "$conf" -i 0
  wait_for 120 osd_is_up
}

osd_is_up() { timeout 5 ceph -c "$conf" -s 2> /dev/null | grep -q '1 up'; }
gateway_answers() { curl -s -m 2 -o /dev/null "http://127.0.0.1:$port/"; }

# wait_for SECONDS CONDITION [PID]: no longer than PID lives, if one is given.
wait_for() {
  for _ in $(seq "$1"); do
    "$2" && return
    if [ $# -eq 3 ] && ! kill -0 "$3" 2> /dev/null; then break; fi
    sleep 1
  done
  echo "$2: not within $1 s, or its server ended; see $dir/log" >&2
  exit 1
}

start() {
  if [ -e "$dir" ] && [ ! -e "$conf" ] && [ -n "$(ls -A "$dir")" ]; then
    echo "$dir holds something else" >&2
    exit 2
  fi
  rm -rf "$dir"
  mkdir -p "$dir"/{mon,osd,rgw,run,log}
  touch "$dir/keyring"
  local fsid
  fsid=$(cat /proc/sys/kernel/random/uuid)
  write_conf "$fsid"
  export CEPH_CONF=$conf
  start_monitor "$fsid"
  start_osd
  # Not as a daemon of its own making: one that cannot bind its port ends without a word, and here we see it end.
  radosgw -f -c "$conf" -n client.rgw.a &
  echo "$!" > "$dir/run/client.rgw.a.pid"
  wait_for 120 gateway_answers "$!"
}

user() {
  radosgw-admin -c "$conf" -n client.rgw.a user create --uid="user-$RANDOM$RANDOM" --display-name=test 2> /dev/null \
    | python3 -c 'import json, sys; key = json.load(sys.stdin)["keys"][0]; print(key["access_key"], key["secret_key"])'
}

# A process is ours if its command line names our configuration: numbers in old pid files may belong to others by now.
is_ours() { { tr '\0' ' ' < "/proc/$1/cmdline"; } 2> /dev/null | grep -qF -- "-c $conf "; }

stop() {
  local file pid
  for file in "$dir"/run/*.pid; do
    [ -e "$file" ] || continue
    pid=$(cat "$file")
    is_ours "$pid" || continue
    kill "$pid" 2> /dev/null || true
    for _ in $(seq 50); do is_ours "$pid" || break; sleep 0.2; done
    if is_ours "$pid"; then kill -9 "$pid" 2> /dev/null || true; fi
  done
}

case $verb in
  start | user | stop) "$verb" ;;
  *) usage ;;
esac
