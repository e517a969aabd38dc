#!/bin/sh
# Freezes and thaws the file systems of a Linux instance, so that a snapshot of its volumes is consistent: docs/freeze.md. Systems
# Manager runs it as root:
#
#   freeze.sh freeze|thaw|dry-run RUN THAW_AFTER_SECONDS none|postgresql|mysql
#
# Exit codes: 0 done, 201 not frozen, 202 not thawed, 203 thawed before this thaw came, 204 frozen already, 205 thawed already (or never
# frozen), 206 the application is not ready.
#
# One process owns a freeze: the watchdog. It is started before the first file system is frozen, in a session of its own, and it alone
# freezes, waits, and thaws when it is asked to or when its time is up. Whatever becomes of the command and the agent, it thaws.
# What it needs while anything is frozen is in memory (the shell has read this file to its end before the last lines run it) or in the
# state folder, on a tmpfs; and no file system that holds a part of this or of the agent is frozen.
set -u
LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
umask 077

# Below it: `lock`, which the watchdog at work holds; `current`, its run; and `runs`, what is known of each. Another start of the machine has another.
read -r boot </proc/sys/kernel/random/boot_id
STATE=${SNAPSHOT_KEEPER_STATE:-/run/snapshot-keeper}/$boot

stop() {
  exit_code=$1
  shift
  echo "$*" >&2
  exit "$exit_code"
}

# Sets NOW to the milliseconds since the machine was started: a clock that nobody sets, and that needs no process.
now() {
  read -r uptime _ </proc/uptime
  NOW=${uptime%.*}${uptime#*.}0
}

pause() { sleep 0.05 2>/dev/null || sleep 1; }

# Says of each path that there is which file system it lies on: DEVICE PATH, the device as findmnt writes it, such as 259:1.
devices_of() {
  stat -L -c '%d %n' -- "$@" 2>/dev/null | while read -r number path; do
    echo "$(((number >> 8 & 4095) | (number >> 32 & ~4095))):$(((number & 255) | (number >> 12 & 1048320))) $path"
  done
}
