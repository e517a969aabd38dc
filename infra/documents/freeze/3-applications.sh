
# ---- applications ----

APPLICATION_SECONDS=30

# PostgreSQL recovers from any one moment of all its files by its write-ahead log, as after a loss of power; so nothing is held. Its backup
# mode would have to be held by a connection that outlives this command, and would help only where files are of different moments. The
# checkpoint makes the recovery short. psql is let in as `postgres` by its socket (peer), without a password.
# Prints the places of the cluster. Each of its folders may be a link or a mount; its settings, logs and temporary files do not matter.
ask_postgresql() {
  set -- -c "SELECT current_setting('data_directory') || folder
    FROM unnest(ARRAY['/', '/global/', '/pg_multixact/', '/pg_wal/', '/pg_xact/']) folder
    UNION SELECT current_setting('data_directory') || '/base/' || name || '/' FROM pg_ls_dir('base') name WHERE name !~ '[^0-9]'
    UNION SELECT pg_tablespace_location(oid) || '/' FROM pg_tablespace WHERE pg_tablespace_location(oid) <> ''" "$@"
  cd / && PGCONNECT_TIMEOUT=5 runuser -u postgres -- timeout "$APPLICATION_SECONDS" psql -XAtq -v ON_ERROR_STOP=1 -d postgres "$@"
}

# InnoDB recovers in the same way, so nothing is held. FLUSH TABLES WITH READ LOCK would end with the client that asked for it, waits for
# long queries, and has all others wait meanwhile. Only tables of other engines would need it: a server that has any is not ready.
# The client logs in as root by the socket, or by /root/.my.cnf; no password is given here. Prints the places of the server.
ask_mysql() {
  client=$(command -v mysql || command -v mariadb) || return 1
  now
  answered_until=$((NOW + 2 * APPLICATION_SECONDS * 1000))
  others=$(query_mysql "SELECT CONCAT(table_schema, '.', table_name, ' (', engine, ')') FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND engine NOT IN ('InnoDB', 'MEMORY', 'BLACKHOLE')
    AND table_schema NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema') LIMIT 5") || return 1
  if [ -n "$others" ]; then
    echo "A crash may harm tables that are not InnoDB's: $others" >&2
    return 1
  fi
  # Which variables there are differs from one server to another: what it does not have has no files.
  variables=$(query_mysql 'SHOW GLOBAL VARIABLES') || return 1
  data=$(variable_of_mysql datadir)
  [ -n "$data" ] || return 1
  files=$(query_mysql_files) || echo 'the files of its tables'
  {
    echo "$data/"
    for name in aria_log_dir_path innodb_data_home_dir innodb_doublewrite_dir innodb_log_group_home_dir innodb_undo_directory; do
      variable_of_mysql "$name" | sed 's|$|/|'
    done
    home=$(variable_of_mysql innodb_data_home_dir)
    variable_of_mysql innodb_data_file_path | tr ';' '\n' | while IFS=: read -r file _; do
      case $file in
      /*) echo "$file" ;;
      *) echo "${home:-$data}/$file" ;;
      esac
    done
    for name in log_bin_basename log_bin_index relay_log relay_log_basename relay_log_index relay_log_info_file; do
      variable_of_mysql "$name"
    done
    printf '%s\n' "$files"
  } | below_of "$data"
}

# The value of a variable of MySQL's; nothing where it is not set, or not known to this server.
variable_of_mysql() { printf '%s\n' "$variables" | sed -n "s/^$1[[:blank:]]\{1,\}\(.\)/\1/p"; }

# Reads paths, a line each, and prints them whole: the server means what is relative as below its data folder, in which it works.
below_of() {
  while IFS= read -r path; do
    case $path in
    '') ;;
    /*) printf '%s\n' "$path" ;;
    *) printf '%s\n' "$1/$path" ;;
    esac
  done | sed 's|//*|/|g; s|/\(\./\)*|/|g'
}

# Prints the files of all tables, tablespaces and undo logs, but temporary ones. MySQL 8, MySQL 5 and MariaDB up to 10.5, and MariaDB from
# 10.6 on each have a view of their own for them; FILES has more of MySQL's, and nothing of MariaDB's. Fails where no view is known.
query_mysql_files() {
  views=$(query_mysql "SELECT CONCAT('UNION SELECT ', column_name, ' FROM information_schema.', table_name) FROM information_schema.columns
    WHERE table_schema = 'information_schema' AND (table_name = 'INNODB_DATAFILES' AND column_name = 'PATH'
    OR table_name = 'INNODB_SYS_DATAFILES' AND column_name = 'PATH' OR table_name = 'INNODB_SYS_TABLESPACES' AND column_name = 'FILENAME')") || return 1
  [ -n "$views" ] || return 1
  listed=$(query_mysql "SELECT file_name FROM information_schema.files WHERE engine = 'InnoDB' AND file_type <> 'TEMPORARY' $views") || return 1
  printf '%s\n' "$listed" | sed '\|^NULL$|d; \|ibtmp[0-9]*$|d; \|\.ibt$|d'
}

# All questions together have a minute.
query_mysql() {
  now
  [ "$NOW" -lt "$answered_until" ] || return 1
  HOME=/root timeout $(((answered_until - NOW + 999) / 1000)) "$client" --connect-timeout=5 -N -B -e "$1"
}

# Reads paths, a line each, and prints DEVICE PATH of each; of one that is not there the device is `none`.
devices_of_lines() {
  set --
  while IFS= read -r line; do
    set -- "$@" "$line"
    [ $# -lt 100 ] || { devices_or_none "$@" && set --; }
  done
  [ $# -eq 0 ] || devices_or_none "$@"
}

devices_or_none() {
  there=$(devices_of "$@")
  [ -z "$there" ] || echo "$there"
  for one; do
    case $there$NEWLINE in
    *" $one$NEWLINE"*) ;;
    *) echo "none $one" ;;
    esac
  done
}

# Reads places, a line each, and prints DEVICE PATH, once for each device on which any lies. A place that ends in / is a folder, and of a
# file, which may be gone or come by now, the folder counts as well. What is no path is something of which nobody knows where it lies.
devices_of_places() {
  places=$(sort -u)
  {
    printf '%s\n' "$places" | sed -n 's|^[^/]|none &|p'
    printf '%s\n' "$places" | sed -n '\|^/|{s|/*[^/]*$||;s|^$|/|;p;}' | sort -u | devices_of_lines
    printf '%s\n' "$places" | sed -n '\|^/.*[^/]$|p' | devices_of_lines | sed '/^none /d'
  } | sort -u -k 1,1
}

# Sets LEVEL to what the snapshots will be worth if all goes well; fails where the application does not answer. What follows is what
# PostgreSQL is to do beside answering.
ask_application() {
  LEVEL=application
  case $application in
  none) LEVEL=filesystem places= ;;
  postgresql) places=$(ask_postgresql "$@") || return 1 ;;
  mysql) places=$(ask_mysql) || return 1 ;;
  esac
  [ -n "$TARGETS" ] || LEVEL=crash
  [ "$application" != none ] || return 0
  devices=$(printf '%s\n' "$places" | devices_of_places)
  more_places=0
  # An application without any place has not said where its files are.
  while read -r device path; do
    ! is_target "$device" || continue
    LEVEL=crash
    case $device in
    none) words="Nobody knows on which file system $path of $application is" ;;
    *) words="$path of $application is on no file system that is frozen" ;;
    esac
    tell 20000 "$words: the snapshots count as crash-consistent." || more_places=$((more_places + 1))
  done <<END
${devices:-none anything}
END
  [ "$more_places" -eq 0 ] || echo "$more_places more places of $application are not on what is frozen either."
}
