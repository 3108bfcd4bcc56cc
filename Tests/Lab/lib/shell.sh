# lab shell [options of `lab run`]
#
# A root shell in a fresh machine, on this terminal. When .build/debug/monkey is there, it is /usr/bin/monkey.
# shellcheck shell=bash disable=SC2034,SC2154,SC2119  # the verbs share variables

lab_shell() {
    local monkey=$project/.build/debug/monkey
    [[ ${1:-} != --help ]] || { help_of shell && return; }
    [[ -t 0 && -t 1 ]] || die "a shell needs a terminal; use 'lab run' for a command"
    [[ ! -x $monkey ]] || set -- --program "$monkey:/usr/bin/monkey" "$@"
    local rows columns
    read -r rows columns < <(stty size)
    parse_run --time-limit 86400 "$@" -- bash -c "stty rows $rows cols $columns; exec bash -l"
    shell=yes
    say "a shell in the machine; 'exit' or 'poweroff' ends it, Ctrl-A X ends it at once"
    local terminal
    terminal=$(stty -g)
    start_machine
    wait_for_machine "$time_limit" || true
    stty "$terminal"
}
