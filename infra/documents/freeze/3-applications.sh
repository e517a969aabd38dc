
# ---- applications ----

APPLICATION_SECONDS=30

# PostgreSQL recovers from any one moment of all its files by its write-ahead log, as after a loss of power; so nothing is held. Its backup
# mode would have to be held by a connection that outlives this command, and would help only where files are of different moments. The
# checkpoint makes the recovery short. psql is let in as `postgres` by its socket (peer), without a password.
# Prints the folders of the cluster.
ask_postgresql() {
  set -- -c "SELECT current_setting('data_directory') UNION SELECT current_setting('data_directory') || '/pg_wal'
    UNION SELECT pg_tablespace_location(oid) FROM pg_tablespace WHERE pg_tablespace_location(oid) <> ''" "$@"
  cd / && PGCONNECT_TIMEOUT=5 runuser -u postgres -- timeout "$APPLICATION_SECONDS" psql -XAtq -v ON_ERROR_STOP=1 -d postgres "$@"
}

# InnoDB recovers in the same way, so nothing is held. FLUSH TABLES WITH READ LOCK would end with the client that asked for it, waits for
# long queries, and has all others wait meanwhile. Only tables of other engines would need it: a server that has any is not ready.
# The client logs in as root by the socket, or by /root/.my.cnf; no password is given here. Prints the folders of the server.
ask_mysql() {
  client=$(command -v mysql || command -v mariadb) || return 1
  others=$(query_mysql "SELECT CONCAT(table_schema, '.', table_name, ' (', engine, ')') FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND engine NOT IN ('InnoDB', 'MEMORY', 'BLACKHOLE')
    AND table_schema NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema') LIMIT 5") || return 1
  if [ -n "$others" ]; then
    echo "A crash may harm tables that are not InnoDB's: $others" >&2
    return 1
  fi
  query_mysql "SELECT @@datadir UNION SELECT IF(@@innodb_log_group_home_dir LIKE '/%', @@innodb_log_group_home_dir, @@datadir)"
}

query_mysql() { HOME=/root timeout "$APPLICATION_SECONDS" "$client" --connect-timeout=5 -N -B -e "$1"; }

# Sets LEVEL to what the snapshots will be worth if all goes well; fails where the application does not answer. What follows is what
# PostgreSQL is to do beside answering.
ask_application() {
  LEVEL=application
  case $application in
  none) LEVEL=filesystem folders= ;;
  postgresql) folders=$(ask_postgresql "$@") || return 1 ;;
  mysql) folders=$(ask_mysql) || return 1 ;;
  esac
  [ -n "$TARGETS" ] || LEVEL=crash
  while read -r folder; do
    [ -n "$folder" ] || continue
    place=$(devices_of "$folder")
    is_target "${place%% *}" && continue
    LEVEL=crash
    echo "$folder of $application is on no file system that is frozen: the snapshots count as crash-consistent."
  done <<END
$folders
END
}
