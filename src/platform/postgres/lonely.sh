#!/bin/sh
# Stops a PostgreSQL that nobody holds: its starter is dead, and three looks in a row, three seconds apart, nobody is connected.
# Arguments: the server's process id, and the file that names its starter. Why and when: lonely.ts.
postgres=$1 starter=$2 lonely=0
# Alive, and no zombie nobody asks for: the field after the name in brackets is its state.
lives() { [ -n "$1" ] && stat=$(cat "/proc/$1/stat" 2>/dev/null) && case "${stat##*) }" in Z*|X*) return 1;; esac; }
while lives "$postgres"; do
  sleep 3
  if lives "$(cat "$starter" 2>/dev/null)"; then lonely=0; continue; fi
  [ -r "/proc/$postgres/task/$postgres/children" ] || exit 0
  busy=
  for child in $(cat "/proc/$postgres/task/$postgres/children"); do
    case "$(tr '\0' ' ' <"/proc/$child/cmdline" 2>/dev/null)" in *127.0.0.1\(*) busy=yes;; esac
  done
  if [ -n "$busy" ]; then lonely=0; continue; fi
  lonely=$((lonely + 1))
  if [ "$lonely" -ge 3 ]; then kill -INT "$postgres"; exit 0; fi
done
