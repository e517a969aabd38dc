
# ---- what Systems Manager asks for ----

# Takes the lock of all runs, which is held until the last call of a run has ended; fails where another process has it.
lock() {
  exec 9>>"$STATE/lock"
  flock -n 9
}

# Starts a watchdog for a run and a level. It outlives this command, and this file, and has the lock from it.
start() {
  folder=$STATE/runs/$2
  [ -e "$folder/script" ] || cp "$0" "$folder/script" || return 1
  setsid sh "$folder/script" "$1" "$2" "$after" "$3" </dev/null >>"$folder/log" 2>&1 &
}

# Waits until one of the files is there; fails after so many milliseconds.
wait_for() {
  now
  patience=$((NOW + $1))
  until [ -e "$2" ] || [ -e "$3" ]; do
    now
    [ "$NOW" -lt "$patience" ] || return 1
    pause
  done
}

# Thaws what a killed watchdog has left frozen, and forgets runs of two days ago.
tidy_up() {
  find "$STATE/runs" -mindepth 1 -maxdepth 1 -mtime +1 -exec rm -rf {} +
  last=$(cat "$STATE/current" 2>/dev/null) || return 0
  if [ -e "$STATE/runs/$last/targets" ] && [ ! -e "$STATE/runs/$last/result" ]; then
    echo "The watchdog of run $last is gone: what it has frozen is thawed."
    start take-over "$last" crash
    wait_for 15000 "$STATE/runs/$last/result" "$STATE/runs/$last/result" && ! grep -q '^stuck' "$STATE/runs/$last/result"
  fi
}

freeze() {
  mkdir -p "$STATE/runs" || stop 201 "There is no place for the state of a run: nothing is frozen."
  lock || stop 204 "Run $(cat "$STATE/current" 2>/dev/null) is under way: nothing is frozen for $run."
  tidy_up || stop 201 "Run $last cannot be thawed: nothing is frozen for $run."
  [ ! -e "$dir" ] || stop 205 "Run $run has ended already: nothing is frozen for it again."
  select_file_systems
  ask_application -c CHECKPOINT || stop 206 "$application is not ready: nothing is frozen."
  mkdir "$dir" || stop 205 "Run $run has ended already: nothing is frozen for it again."
  trap 'true >"$dir/thaw"; exit 201' HUP INT TERM
  if ! { printf '%s' "$TARGETS" >"$dir/targets" && put level "$LEVEL" && echo "$run" >"$STATE/current" && start watchdog "$run" "$LEVEL"; }; then
    stop 201 "There is no room for the state of the run: nothing is frozen."
  fi
  wait_for $((after * 500 + 15000)) "$dir/frozen" "$dir/result" || stop 201 "The watchdog does not answer: $(cat "$dir/log")"
  if [ ! -e "$dir/frozen" ]; then
    read -r _ code _ _ words <"$dir/result"
    stop "$code" "$words"
  fi
  echo "Frozen, for $after seconds at most."
  echo "snapshot-keeper level=$LEVEL"
}

# Says how long the run stood frozen and what its snapshots are worth, in a line for machines.
thaw() {
  mkdir -p "$STATE/runs" || stop 202 "There is no place for the state of a run."
  # A freeze of this run that comes later than its thaw finds this and is refused.
  if mkdir "$dir" 2>/dev/null; then put result none 205 0 crash "Run $run has frozen nothing."; fi
  true >"$dir/thaw"
  if ! wait_for 500 "$dir/result" "$dir/result" && lock; then
    echo "The watchdog of run $run is gone: another one thaws."
    start take-over "$run" "$(cat "$dir/level" 2>/dev/null || echo crash)"
    exec 9>&-
  fi
  wait_for 15000 "$dir/result" "$dir/result" || stop 202 "The watchdog of run $run does not answer."
  read -r how _ milliseconds level words <"$dir/result"
  echo "snapshot-keeper frozenMs=$milliseconds level=$level"
  if [ -e "$dir/hanging" ] && ! lock; then stop 202 "$words It still hangs."; fi
  case $how in
  stuck) stop 202 "$words" ;;
  watchdog) stop 203 "$words" ;;
  early) stop 203 "Somebody else has thawed what run $run had frozen." ;;
  failed | none) stop 205 "$words" ;;
  esac
  mkdir "$dir/told" 2>/dev/null || stop 205 "Run $run is thawed already."
}

dry_run() {
  select_file_systems
  ask_application || echo "$application is not ready: nothing would be frozen (206)."
  echo "Nothing was changed."
}

main() {
  [ $# -eq 4 ] || stop 201 "It takes an action, a run, the seconds until the watchdog thaws, and an application."
  action=$1 run=$2 after=$3 application=$4 dir=$STATE/runs/$2
  case $run in
  '' | [!A-Za-z0-9]* | *[!A-Za-z0-9_-]*) stop 201 "The run '$run' is no name." ;;
  esac
  case $after in
  [1-9] | [1-9][0-9] | 1[01][0-9] | 120) ;;
  *) stop 201 "The watchdog takes 1 to 120 seconds, not '$after'." ;;
  esac
  case $action-$application in
  dry-run-none | dry-run-postgresql | dry-run-mysql) dry_run ;;
  freeze-none | freeze-postgresql | freeze-mysql) freeze ;;
  thaw-none | thaw-postgresql | thaw-mysql) thaw ;;
  watchdog-*) LEVEL=$application && watchdog ;;
  take-over-*) LEVEL=$application && take_over ;;
  *) stop 201 "The action '$action' or the application '$application' is unknown." ;;
  esac
}

main "$@" && exit
