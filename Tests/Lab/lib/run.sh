# lab run [options] -- COMMAND [ARGUMENT...]
#
# Starts a fresh machine, runs COMMAND in it as root in /lab/in, streams its output to stdout as it comes,
# powers the machine off and exits with COMMAND's status (124 after the time limit, 1 if the machine ended by itself).
#
#   --in PATH[:NAME]      put this file or directory at /lab/in/NAME; may be given often
#   --install PATH:FILE   put this file or directory at the absolute path FILE; may be given often
#   --program PATH:FILE   the same for a program, with the shared libraries it needs and the machine lacks
#   --env NAME=VALUE      set a variable for COMMAND; may be given often
#   --out DIR             bring what COMMAND left in /lab/out to DIR
#   --tty                 give COMMAND a terminal, for colours and live displays
#   --time-limit SECONDS  end the machine after that long (300)
#   --cold                boot the machine, instead of resuming one that was saved when it was up
#   --keep DIR            make the machine's disks in DIR and leave them there
#   --disk DIR            boot again the disks that --keep left in DIR
#   --cut-on REGEX        cut the power at the first line of output that matches; that is success, no match is status 1
#   --reboots N           let COMMAND reboot the machine up to N times (0). It then runs again, with LAB_BOOT=2, 3, ...
#                         and /lab/in and /lab/out as it left them; its status counts at the boot where it ends.
#
# A job that does not come back with a status (panic, power-off, reboot that was not allowed) has failed: the boot log's
# end is printed. On disks booted again, everything is as the last run left it, except for /lab. Kept disks are the
# difference to the image they were made over, and as good as that is there.
# shellcheck shell=bash disable=SC2034,SC2154,SC2119  # the verbs share variables

lab_run() {
    parse_run "$@"
    start_machine
    finish_run
    return "$status"
}

# parse_run OPTIONS -- COMMAND: sets the variables named here, and $command.
parse_run() {
    time_limit=300 keep='' resume='' cut_on='' out='' reboots=0 tty='' cold='' shell=''
    inputs=() installs=() programs=() environment=()
    while (($#)); do
        case $1 in
            --help) help_of run && exit ;;
            --in) value "$@" && inputs+=("$REPLY") && shift ;;
            --install) value "$@" && installs+=("$REPLY") && shift ;;
            --program) value "$@" && programs+=("$REPLY") && shift ;;
            --env) value "$@" && environment+=("$REPLY") && shift ;;
            --out) value "$@" && out=$REPLY && shift ;;
            --tty) tty=yes ;;
            --time-limit) value "$@" && time_limit=$REPLY && shift ;;
            --cold) cold=yes ;;
            --keep) value "$@" && keep=$REPLY && shift ;;
            --disk) value "$@" && resume=$REPLY && shift ;;
            --cut-on) value "$@" && cut_on=$REPLY && shift ;;
            --reboots) value "$@" && reboots=$REPLY && shift ;;
            --) shift && break ;;
            *) die "unknown option '$1'; see 'lab run --help'" ;;
        esac
        shift
    done
    command=("$@")
    ((${#command[@]})) || die "no command; see 'lab run --help'"
    [[ $time_limit =~ ^[1-9][0-9]*$ ]] || die "--time-limit takes whole seconds, not '$time_limit'"
    [[ $reboots =~ ^[0-9]+$ ]] || die "--reboots takes a number, not '$reboots'"
    [[ -z $keep || -z $resume ]] || die "--keep makes new disks and --disk boots old ones: give one of them"
    [[ ! -e $keep/root.qcow2 ]] || die "there are disks in $keep already; --disk boots them again"
    [[ -z $resume || -e $resume/root.qcow2 ]] || die "there are no disks in '$resume'"
}

start_machine() {
    local disks output=file,id=output,path=/dev/stdout cache=unsafe
    ensure_image
    choose_accelerator
    [[ -n $cold$resume ]] || ensure_warm
    begin_run
    pack_job "${command[@]}"

    disks=$run
    [[ -z $keep$resume$cut_on ]] || cache=writeback
    [[ -z $keep ]] || mkdir -p "$keep"
    [[ -z $keep$resume ]] || disks=$(realpath "$keep$resume")
    [[ -n $resume ]] || make_disks "$disks" "${warm:-$image}"
    [[ -z $shell ]] || output=stdio,id=output,mux=on,signal=off
    machine "$disks" "$cache" "$output"
    ((reboots)) || qemu+=(-no-reboot)
    [[ -z ${warm:-} ]] || qemu+=(-incoming "exec:cat '$warm/state'")

    if [[ -n $shell ]]; then
        "${qemu[@]}" </dev/tty 2>"$run/qemu.log" &
        qemu_pid=$!
    else
        mkfifo "$run/output"
        "${qemu[@]}" </dev/null >"$run/output" 2>"$run/qemu.log" &
        qemu_pid=$!
        relay_output <"$run/output" &
        reader_pid=$!
    fi
}

# Passes the output on as it comes. To cut on a line, it has to be read in lines.
relay_output() {
    local line
    [[ -n $cut_on ]] || exec cat
    while IFS= read -r line; do
        printf '%s\n' "$line"
        [[ $line =~ $cut_on ]] || continue
        printf '%s\n' "$line" >"$run/cut"
        kill -KILL "$qemu_pid"
        break
    done
}

# Waits for the end of the machine; sets $status to what the verb has to exit with.
finish_run() {
    local in_time=yes
    wait_for_machine "$time_limit" || in_time=''
    [[ -z ${reader_pid:-} ]] || wait "$reader_pid" || true
    reader_pid='' status=1

    if [[ -e $run/cut ]]; then
        say "power cut at: $(<"$run/cut")"
        status=0
    elif [[ -z $in_time ]]; then
        show_boot_log
        say "ended after the time limit of $time_limit seconds"
        status=124
    elif ! job_ended; then
        show_boot_log
        say "the machine ended (qemu's status $qemu_status) before the job came back with one"
    else
        status=$(job_status)
        [[ -z $out ]] || bring_back "$out"
        [[ -z $cut_on ]] || die "the job ended (status $status) before a line matched '$cut_on'"
    fi
}
