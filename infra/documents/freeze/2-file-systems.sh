
# ---- which file systems ----

# The file systems that have to go on, with what they hold of the system, the agent, its log and output, this script, and swap.
devices_that_go_on() {
  set -- / /boot /etc /root /usr /opt/amazon /snap /var /var/lib /var/lib/amazon /var/lib/amazon/ssm /var/snap /var/log \
    /var/log/amazon /var/log/audit /var/log/journal /var/run /var/tmp /tmp /run /dev/shm "${STATE%/*}" "$0" "/proc/$$/fd/1" "/proc/$$/fd/2"
  # Who has started this: the agent, wherever it is installed.
  pid=$$
  while [ "${pid:-0}" -gt 1 ]; do
    set -- "$@" "/proc/$pid/exe"
    pid=$(sed -n 's/^PPid:[^0-9]*//p' "/proc/$pid/status" 2>/dev/null)
  done
  while read -r path kind _; do
    [ "$kind" != file ] || set -- "$@" "$path"
  done </proc/swaps
  devices_of "$@"
}

# Why the file system of a mount is left as it is; nothing where it is to be frozen.
reason_to_leave() {
  case $2 in
  xfs | ext4) ;;
  *) echo "its type is neither xfs nor ext4" && return ;;
  esac
  case $3 in
  # Below /var/log may be the audit log: while that stands still, the kernel may let nobody do anything.
  / | /boot | /boot/* | /usr | /usr/* | /var/log | /var/log/* | /var/lib/amazon/*) echo "it belongs to the system or the agent" && return ;;
  *\\*) echo "its mount point has a blank or a special character in it" && return ;;
  esac
  held=$(printf '%s\n' "$going_on" | sed -n "s/^$1 //p" | head -n 1)
  if [ -n "$held" ]; then
    echo "it holds $(readlink "$held" || echo "$held")"
  elif [ "$(devices_of "$3")" != "$1 $3" ]; then
    echo "another one is mounted over it"
  fi
}

# Systems Manager shows 24,000 characters of what is printed, and the line that counts comes last. So this prints a line only where no more
# than so many bytes are printed with it; else it fails.
TOLD=0
tell() {
  [ $((TOLD + ${#2} + 1)) -le "$1" ] || return 1
  TOLD=$((TOLD + ${#2} + 1))
  echo "$2"
}

# Prints which file systems are frozen and which are left, and sets TARGETS to the former, a line DEVICE MOUNT_POINT each, in the order of
# freezing: what was mounted last comes first, since its device may be a file on one that was mounted before.
select_file_systems() {
  mounts=$(findmnt -r -n -o MAJ:MIN,FSTYPE,TARGET,SOURCE) || stop 201 "findmnt fails: nothing is frozen."
  going_on=$(devices_that_go_on)
  TARGETS='' more_left=0 more_frozen=0
  while read -r device type target source; do
    case $source in
    /dev/*) ;;
    *) continue ;;
    esac
    why=$(reason_to_leave "$device" "$type" "$target")
    ! is_target "$device" || why="the same file system is to be frozen already"
    if [ -n "$why" ]; then
      tell 8000 "left    $target ($type, $source): $why" || more_left=$((more_left + 1))
    else
      tell 16000 "freeze  $target ($type, $source)" || more_frozen=$((more_frozen + 1))
      TARGETS="$device $target
$TARGETS"
    fi
  done <<END
$mounts
END
  [ "$more_left" -eq 0 ] || echo "left    $more_left more"
  [ "$more_frozen" -eq 0 ] || echo "freeze  $more_frozen more"
  [ -n "$TARGETS" ] || echo "There is nothing to freeze: a snapshot of this instance is crash-consistent."
}

is_target() { printf '%s' "$TARGETS" | grep -q "^$1 "; }
