# Runs a server for a parent that may die without a word. Needs nothing but a POSIX shell.
#
#   $1     file that gets what the server prints
#   $2     directory to remove when the parent has vanished
#   $3...  the server's command line
#
# Standard input is the leash: its write end is held by the parent alone, so the kernel lets go of it however the parent
# ends. Prints "pid <n>" once the server runs and "exit <status>" once it has ended, then waits for the line "release"
# (the parent cleans up) or for the end of input (nobody else will).
log=$1
leftovers=$2
shift 2

# A shell without job control gives /dev/null to background commands as their input, hence a number of its own.
exec 3<&0

"$@" </dev/null >>"$log" 2>&1 3<&- &
server=$!

# From here on only the leash decides; set after the start, because a server would inherit ignored signals. PIPE: telling
# a dead parent that the server has ended must not end the cleaning up.
trap '' HUP INT TERM PIPE

(
  while read -r _; do :; done <&3
  kill -TERM "$server"
  # A stopped process takes its TERM only when it goes on.
  kill -CONT "$server"
  sleep 2
  kill -KILL "$server"
) >/dev/null 2>&1 &
watcher=$!

echo "pid $server"
wait "$server"
status=$?

# The server's number may be given away now: nobody may signal it any more.
kill -KILL "$watcher"
wait "$watcher"
echo "exit $status"

while read -r answer; do
  [ "$answer" = release ] && exit 0
done <&3
rm -rf -- "$leftovers"
