
# ---- the watchdog ----

NEWLINE='
'

# Writes a file of the run's state at once as a whole; fails where there is no room for it.
put() {
  file=$1
  shift
  echo "$*" >"$dir/$file.new" && mv "$dir/$file.new" "$dir/$file"
}

# Nobody ends it but by its end, and it is no choice of the kernel's where memory is short. A shell may give up, such as where it can start
# no process; then it begins anew, without any, by thawing.
stand_firm() {
  asked=
  trap '' HUP
  trap 'asked=1' INT TERM
  trap 'exec sh "$0" take-over "$run" "$after" crash' EXIT
  cd / || exit
  { echo -1000 >/proc/self/oom_score_adj; } 2>/dev/null
}

is_asked() { [ -n "$asked" ] || [ -e "$dir/thaw" ]; }

# Waits for the end of a process in the background until a time; 124 where it goes on, or where a condition is met before. `timeout` would
# wait for the end of what it kills, and a call that hangs in the kernel does not die. A process that has ended has no program any more.
wait_until() {
  while [ -e "/proc/$1/exe" ]; do
    now
    [ "$NOW" -lt "$2" ] || return 124
    ! $3 || return 124
    pause
  done
  wait "$1"
}

# Freezes a file system. If it is told to end meanwhile, nobody waits for it any more, and it thaws again what it has frozen.
freeze_one() {
  late=
  trap 'late=1' TERM
  fsfreeze -f "$1" || exit
  [ -z "$late" ] || { fsfreeze -u "$1" && exit 124; }
  exit 0
}

# Thaws one of FROZEN; fails where it stays frozen. Where it was not frozen any more, somebody else has thawed it.
thaw_one() {
  # Under this mount point may be another file system by now, which is not ours to thaw.
  if [ "$(devices_of "${1#* }")" != "$1" ]; then
    words="what was frozen is not mounted on ${1#* } any more"
    return 1
  fi
  if true 2>/dev/null >"$dir/words"; then fsfreeze -u "${1#* }" 2>"$dir/words" & else fsfreeze -u "${1#* }" & fi
  now
  wait_until $! $((NOW + 10000)) false && return 0
  words=$(cat "$dir/words")
  case $words in
  *'Invalid argument'*) early=1 ;;
  *) return 1 ;;
  esac
}

# Thaws FROZEN, what was frozen last first, and leaves there what stays frozen. It goes by nothing but memory.
thaw_all() {
  left=
  while [ -n "$FROZEN" ]; do
    line=${FROZEN%%"$NEWLINE"*}
    FROZEN=${FROZEN#*"$NEWLINE"}
    thaw_one "$line" || left=$left$line$NEWLINE
  done
  FROZEN=$left
  [ -z "$FROZEN" ]
}

# Thaws, however long that takes, and then writes how the run has ended: HOW CODE MILLISECONDS LEVEL WORDS. Ends the process.
finish() {
  how=$1 code=$2 level=$3
  shift 3
  early=
  [ -z "$hung" ] || kill "$hung"
  until thaw_all; do
    now
    put result stuck 202 $((NOW - ${began:-$NOW})) crash "Run $run cannot thaw, and goes on trying: $words"
    sleep 1
  done
  now
  if [ -n "$early" ]; then
    level=crash
    [ "$how" != thaw ] || how=early
  fi
  [ -z "$hung" ] || true >"$dir/hanging"
  # Somebody may have removed the run's state.
  until put result "$how" "$code" $((NOW - ${began:-$NOW})) "$level" "$*" || [ ! -e "$dir" ]; do sleep 1; done
  if [ -n "$hung" ]; then
    while [ -e "/proc/$hung/exe" ]; do pause; done
    # It may have frozen just before it could hear that it was late.
    if wait "$hung"; then FROZEN=$hanging$NEWLINE; fi
    until thaw_all; do sleep 1; done
    rm -f "$dir/hanging"
  fi
  trap - EXIT
  exit 0
}

give_up() {
  give_up_code=$1
  shift
  finish failed "$give_up_code" crash "$*"
}

# Freezes, waits and thaws. LEVEL is what the snapshots are worth where all goes well.
watchdog() {
  FROZEN='' hung='' began=''
  stand_firm
  # Half of the time is for freezing, so that the other half is left for the snapshots.
  now
  frozen_until=$((NOW + after * 500))
  # What can be written before is written before, while nobody has to wait for it.
  while read -r _ target; do
    sync -f "$target" &
    wait_until $! "$frozen_until" is_asked
    [ $? -ne 124 ] || give_up 201 "What is to be written to $target was not written in time."
  done <"$dir/targets"
  now
  began=$NOW deadline=$((NOW + after * 1000))
  put began "$began" || give_up 201 "There is no room for the state of the run."
  while read -r line; do
    target=${line#* }
    echo "$line" >>"$dir/begun" || give_up 201 "There is no room for the state of the run."
    freeze_one "$target" 2>"$dir/words" &
    wait_until $! "$frozen_until" is_asked
    case $? in
    0) FROZEN=$line$NEWLINE$FROZEN && continue ;;
    124)
      hung=$! hanging=$line
      give_up 201 "fsfreeze of $target has not ended in time: if it freezes after all, it thaws at once."
      ;;
    esac
    words=$(cat "$dir/words")
    case $words in
    *'Device or resource busy'*) give_up 204 "Somebody else has frozen $target, and it is left so." ;;
    *) give_up 201 "$target cannot be frozen: $words" ;;
    esac
  done <"$dir/targets"
  true >"$dir/frozen" || give_up 201 "There is no room for the state of the run."
  until is_asked; do
    now
    [ "$NOW" -lt "$deadline" ] || finish watchdog 203 crash "Nobody asked for the thaw within $after seconds."
    pause
  done
  finish thaw 0 "$LEVEL"
}

# Takes the place of a watchdog that has ended without its work done, and thaws what that had begun to freeze.
take_over() {
  FROZEN='' hung='' began=''
  stand_firm
  [ ! -e "$dir/begun" ] || while read -r line; do FROZEN=$line$NEWLINE$FROZEN; done <"$dir/begun"
  [ ! -e "$dir/began" ] || read -r began <"$dir/began"
  finish thaw 0 "$LEVEL"
}
